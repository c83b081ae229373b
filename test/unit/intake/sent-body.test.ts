import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drain, readSentBody } from '../../../shared/intake/sent-body.ts';

function requestOf(stream: Readable, headers: IncomingMessage['headers'] = {}) {
  return Object.assign(stream, { headers }) as unknown as IncomingMessage & Readable;
}
const sending = (chunks: readonly string[], headers?: IncomingMessage['headers']) =>
  requestOf(Readable.from(chunks.map((text) => Buffer.from(text))), headers);

describe('the body of a request', () => {
  it.each([
    ['of no chunk', [], {}, ''],
    ['of several chunks', ['ab', 'c'], {}, 'abc'],
    ['that is as long as it may be, and says so', ['abcd'], { 'content-length': '4' }, 'abcd'],
  ])('%s is read', async (_, chunks, headers, body) => {
    expect((await readSentBody(sending(chunks, headers), 4))?.toString()).toBe(body);
  });

  it('that says it is too long is not read at all', async () => {
    const request = sending(['abcde'], { 'content-length': '5' });
    expect(await readSentBody(request, 4)).toBeUndefined();
    expect(request.readableDidRead).toBe(false);
  });

  it('that turns out to be too long is left where it is, for whoever answers', async () => {
    const request = sending(['abc', 'de', 'f']);
    expect(await readSentBody(request, 4)).toBeUndefined();
    expect(request.destroyed).toBe(false);
  });
});

describe('what a refused sender still sends', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is read away for two seconds', () => {
    const request = requestOf(new PassThrough());
    drain(request);
    expect(request.readableFlowing).toBe(true);
    vi.advanceTimersByTime(1_999);
    expect(request.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(request.destroyed).toBe(true);
  });

  it.each(['end', 'close'])('is not waited for after its %s', (event) => {
    const request = requestOf(new PassThrough());
    drain(request);
    request.emit(event);
    expect(vi.getTimerCount()).toBe(0);
  });
});
