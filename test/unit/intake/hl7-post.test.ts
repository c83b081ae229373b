import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../../shared/intake/door.ts';
import { createHl7Post, type Hl7Request, notStored, tooLong } from '../../../shared/intake/hl7-post.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const MOST_BYTES = 8;
const MSH = Buffer.from('MSH|');
const NO_STORE = { 'cache-control': 'no-store' };
const PLAIN = { ...NO_STORE, 'content-type': 'text/plain; charset=utf-8' };

/** What a request is answered, and what came to the door. */
async function posted(request: Partial<Hl7Request>, answers: () => readonly Uint8Array[] = () => [MSH]) {
  const arrived: Arrival[] = [];
  const told: Told[] = [];
  const door = {
    accept: async (arrivals: readonly Arrival[]) => {
      arrived.push(...arrivals);
      return [answers()];
    },
  };
  const post = createHl7Post({ door, maxBytes: MOST_BYTES, telemetry: silentTelemetry(told) });
  const usual = { method: 'POST', contentType: 'application/hl7-v2', contentEncoding: '', body: MSH };
  return { response: await post({ ...usual, ...request }), arrived, told };
}

describe('a request of HL7', () => {
  it.each<[string, Partial<Hl7Request>, number, string, object]>([
    ['that is no POST', { method: 'GET' }, 405, 'Send messages by POST.', { allow: 'POST' }],
    [
      'of another type',
      { contentType: 'application/json' },
      415,
      'Send HL7 v2 with one of these content types: x-application/hl7-v2+er7, application/hl7-v2, application/hl7-v2+er7, text/plain.',
      {},
    ],
    ['that is empty', { body: Buffer.alloc(0) }, 400, 'The body is empty; send one HL7 v2 message.', {}],
    [
      'that is too long',
      { body: Buffer.alloc(9) },
      413,
      'The message is longer than 8 bytes and was not taken.',
      {},
    ],
    [
      'that is not the gzip it says',
      { contentEncoding: 'gzip' },
      400,
      'The body is not the gzip that its Content-Encoding says, or is cut short.',
      {},
    ],
    [
      'in an encoding that is not taken',
      { contentEncoding: 'br' },
      415,
      'Send the body as it is, or with Content-Encoding gzip.',
      { 'accept-encoding': 'gzip' },
    ],
  ])('%s is told what to do, and brings nothing', async (_, request, status, text, headers) => {
    const { response, arrived } = await posted(request);
    expect(response).toEqual({ status, headers: { ...PLAIN, ...headers }, body: `${text}\n` });
    expect(arrived).toEqual([]);
  });

  it('that is as long as it may be is answered in its own type', async () => {
    const { response, arrived } = await posted({ body: Buffer.alloc(8, 'x'), contentEncoding: 'identity' });
    expect(response).toEqual({
      ...{ status: 200, headers: { ...NO_STORE, 'content-type': 'application/hl7-v2' }, body: MSH },
    });
    expect(arrived).toStrictEqual([{ bytes: Buffer.alloc(8, 'x'), compressed: false }]);
  });

  it('that asks for no acknowledgement gets none', async () => {
    const { response } = await posted({}, () => []);
    expect(response).toEqual({ status: 204, headers: NO_STORE, body: '' });
  });

  it('comes to the door with its character set and whoever sent it', async () => {
    const certificate = { commonName: 'lab', fingerprint: 'AB' };
    const { arrived } = await posted({ contentType: 'text/plain; charset=latin1', certificate });
    expect(arrived).toStrictEqual([{ bytes: MSH, compressed: false, charset: 'latin1', certificate }]);
  });

  it('that could not be stored may be sent again, and the fault is logged', async () => {
    const { response, told } = await posted({}, () => {
      throw new TypeError('down');
    });
    expect(response).toEqual(notStored());
    expect(told).toMatchObject([{ event: 'receive-not-durable' }]);
  });
});

describe('what is answered of a connection that ends', () => {
  const headers = { connection: 'close' };

  it('says when to try again', () => {
    const text = 'The message could not be stored and was not taken; send it again.\n';
    expect(notStored(headers)).toEqual({
      ...{ status: 503, headers: { ...PLAIN, ...headers, 'retry-after': '5' }, body: text },
    });
  });

  it('says how much is taken', () => {
    expect(tooLong(8, headers)).toMatchObject({ status: 413, headers: { ...PLAIN, ...headers } });
  });
});
