import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHandler, type ReceiveEvent } from '../../../functions/receive/handler.ts';
import type { Arrival } from '../../../shared/intake/door.ts';
import { silentTelemetry } from './silent-telemetry.ts';

function handlerOver(accept: (arrivals: readonly Arrival[]) => Promise<readonly (readonly Uint8Array[])[]>) {
  const arrived: Arrival[] = [];
  const handler = createHandler({
    door: {
      accept: (arrivals) => {
        arrived.push(...arrivals);
        return accept(arrivals);
      },
    },
    maxBytes: 100,
    telemetry: silentTelemetry(),
  });
  return { handler, arrived };
}

const answering = () => handlerOver(async () => [[Buffer.from('MSH|ACK\r')]]);
const post = (event: Partial<ReceiveEvent> = {}): ReceiveEvent => ({
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/hl7-v2' },
  body: Buffer.from('MSH|\xe9', 'latin1').toString('base64'),
  isBase64Encoded: true,
  ...event,
});

describe('POST /hl7', () => {
  it.each([
    'x-application/hl7-v2+er7',
    'application/hl7-v2',
    'application/hl7-v2+er7; charset=utf-8',
    'TEXT/plain',
  ])('answers 200 in the type of the sender, %s', async (type) => {
    const { handler } = answering();
    const response = await handler(post({ headers: { 'content-type': type } }));
    expect(response).toMatchObject({ statusCode: 200, headers: { 'content-type': type } });
    expect(Buffer.from(response.body, 'base64').toString()).toBe('MSH|ACK\r');
  });

  it('hands the very bytes and the character set to the door', async () => {
    const { handler, arrived } = answering();
    await handler(post({ headers: { 'CONTENT-TYPE': 'text/plain; charset=ISO-8859-1' } }));
    expect(arrived.map(({ bytes, charset }) => [Buffer.from(bytes).toString('latin1'), charset])).toEqual([
      ['MSH|\xe9', 'iso-8859-1'],
    ]);
  });

  it('reads a body that was not base64 as UTF-8', async () => {
    const { handler, arrived } = answering();
    await handler(post({ body: 'MSH|é', isBase64Encoded: false }));
    expect(Buffer.from(arrived[0]?.bytes ?? []).toString('utf8')).toBe('MSH|é');
  });

  it.each(['gzip', ' GZIP', 'x-gzip'])('decompresses a body with Content-Encoding %s', async (encoding) => {
    const { handler, arrived } = answering();
    const headers = { 'content-type': 'text/plain', 'Content-Encoding': encoding };
    await handler(post({ headers, body: gzipSync('MSH|1').toString('base64') }));
    expect(arrived).toMatchObject([{ bytes: Buffer.from('MSH|1'), compressed: true }]);
  });

  it.each<[string, string, Buffer, number]>([
    ['a body that grows beyond the cap', 'gzip', gzipSync(Buffer.alloc(50_000)), 413],
    ['a body that is no gzip', 'gzip', Buffer.from('MSH|'), 400],
    ['a body that is cut short', 'gzip', gzipSync('MSH|').subarray(0, 12), 400],
    ['an empty body, compressed', 'gzip', gzipSync(''), 400],
    ['an encoding that is not taken', 'br', Buffer.from('MSH|'), 415],
    ['a body compressed twice', 'gzip, gzip', Buffer.from('MSH|'), 415],
  ])('refuses %s', async (_, encoding, body, statusCode) => {
    const { handler, arrived } = answering();
    const headers = { 'content-type': 'text/plain', 'content-encoding': encoding };
    const response = await handler(post({ headers, body: body.toString('base64') }));
    expect(response.statusCode).toBe(statusCode);
    expect(arrived).toEqual([]);
  });

  it('answers 204 to a sender who asked for no acknowledgement', async () => {
    const { handler } = handlerOver(async () => [[]]);
    expect(await handler(post())).toMatchObject({ statusCode: 204, body: '' });
  });

  it.each<[number, Partial<ReceiveEvent>]>([
    [405, { httpMethod: 'GET' }],
    [415, { headers: { 'content-type': 'application/json' } }],
    [415, { headers: {} }],
    [413, { body: Buffer.alloc(101).toString('base64') }],
    [400, { body: null }],
    [400, { body: '' }],
  ])('answers %i in plain words without HL7, and takes nothing', async (statusCode, event) => {
    const { handler, arrived } = answering();
    const response = await handler(post(event));
    expect(response).toMatchObject({ statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(response.body).not.toContain('MSH');
    expect(arrived).toEqual([]);
  });

  it('answers 503 without HL7 when the message may not be durable', async () => {
    const { handler } = handlerOver(() => Promise.reject(new Error('ZZPHI')));
    const response = await handler(post());
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(response.body).not.toMatch(/MSH|ZZPHI/);
  });

  it('does without headers', async () => {
    const { handler } = answering();
    expect((await handler({ ...post(), headers: null as never })).statusCode).toBe(415);
  });
});
