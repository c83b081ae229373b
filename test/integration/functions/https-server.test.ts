import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createHttpsServer,
  type HttpsLimits,
  type HttpsServer,
} from '../../../functions/mllp-gateway/https-server.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import type { Door } from '../../../shared/intake/door.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { createHl7Post } from '../../../shared/intake/hl7-post.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { silentTelemetry, type Told } from '../../unit/functions/silent-telemetry.ts';
import { hasOpenssl, type KeyAndCertificate, makeCertificate } from './certificates.ts';

const MAX_BYTES = 2_000;
const HL7 = { 'content-type': 'application/hl7-v2' };
const messageOf = (facility: string) => `MSH|^~\\&|LIS|${facility}|CA|HOSP|20260102||ORU^R01|1|P|2.5.1\r`;

describe.skipIf(!hasOpenssl())('HTTPS at the gateway (needs openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  const queued: QueuedMessage[] = [];
  const told: Told[] = [];
  let own: KeyAndCertificate;
  let laboratory: KeyAndCertificate;
  let stranger: KeyAndCertificate;
  let server: HttpsServer;
  let port = 0;

  beforeAll(() => {
    own = makeCertificate(folder, 'gateway');
    laboratory = makeCertificate(folder, 'laboratory');
    stranger = makeCertificate(folder, 'stranger');
  });
  beforeEach(() => {
    queued.length = 0;
    told.length = 0;
  });
  afterEach(() => server.stop(100));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function serve(
    more: { readonly accept?: Door['accept']; readonly limits?: Partial<HttpsLimits> } = {},
  ): Promise<void> {
    const config = configSchema.parse({
      teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
      fallbackTeam: 'on-call',
      feeds: [
        { id: 'east', sendingFacility: 'EAST', allowedClientCertificates: ['laboratory'], gzip: true },
        { id: 'west', sendingFacility: 'WEST', allowedClientCertificates: ['somebody else'] },
      ],
    });
    const telemetry = silentTelemetry(told);
    const door = createDoor({
      caps: config.caps,
      feeds: createFeedDirectory(config),
      queue: { send: async (messages) => void queued.push(...messages) },
      clock: { now: () => epochMs(0) },
      telemetry,
      newControlId: createControlIds(),
    });
    const accept = more.accept ?? door.accept;
    server = createHttpsServer({
      post: createHl7Post({ door: { accept }, maxBytes: MAX_BYTES, telemetry }),
      maxBytes: MAX_BYTES,
      telemetry,
      limits: more.limits ?? {},
      tls: { ...own, clientAuthorities: laboratory.cert },
    });
    port = await server.listen(0);
  }

  const sending = (options: RequestOptions) =>
    request({
      ...{ port, host: '127.0.0.1', path: '/hl7', method: 'POST', ca: own.cert, headers: HL7 },
      ...{ ...laboratory, agent: false },
      ...options,
    });

  /** Status, media type and text of the answer; undefined where the connection is cut. */
  async function post(body: string | Uint8Array, options: RequestOptions = {}) {
    try {
      const [response]: IncomingMessage[] = await once(sending(options).end(body), 'response');
      const chunks: Buffer[] = (await response?.toArray()) ?? [];
      return {
        status: response?.statusCode,
        type: response?.headers['content-type'],
        connection: response?.headers.connection,
        text: Buffer.concat(chunks).toString(),
      };
    } catch {
      return undefined;
    }
  }

  it('answers a message by HL7 once it is queued, in its own media type', async () => {
    await serve();
    const answer = await post(messageOf('EAST'));
    expect(answer).toMatchObject({ status: 200, type: 'application/hl7-v2' });
    expect(answer?.text).toContain('\rMSA|AA|1');
    expect(queued).toMatchObject([{ feed: 'east' }]);
  });

  it('takes what is compressed where the feed allows it', async () => {
    await serve();
    const headers = { ...HL7, 'content-encoding': 'gzip' };
    expect((await post(gzipSync(messageOf('EAST')), { headers }))?.text).toContain('\rMSA|AA|1');
  });

  it('refuses a sender whose certificate is not one of its feed', async () => {
    await serve();
    expect((await post(messageOf('WEST')))?.text).toContain('\rMSA|AR|1');
    expect(queued).toEqual([]);
  });

  it('knows the sender of every request of a connection that is kept', async () => {
    await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers = [await post(messageOf('EAST'), { agent }), await post(messageOf('EAST'), { agent })];
    agent.destroy();
    expect(answers.map((answer) => answer?.text.includes('\rMSA|AA|'))).toEqual([true, true]);
  });

  it.each([
    ['shows no certificate', () => ({ key: undefined, cert: undefined })],
    ['shows the certificate of somebody else', () => stranger],
  ])('cuts a client that %s, and counts it', async (_, options) => {
    await serve();
    expect(await post(messageOf('EAST'), options())).toBeUndefined();
    await expect.poll(() => told).toContainEqual({ event: 'HttpsHandshakesFailed', fields: { by: 1 } });
  });

  it.each([
    ['at another path', 404, { path: '/' }, 'x'],
    ['by another method', 405, { method: 'PUT', path: '/hl7?x' }, 'x'],
    ['of another type', 415, { headers: { 'content-type': 'application/json' } }, 'x'],
    ['of no type', 415, { headers: {} }, 'x'],
    ['that is longer than allowed', 413, {}, 'x'.repeat(MAX_BYTES + 1)],
    [
      'of a length that is not told, and too long',
      413,
      { headers: { ...HL7, 'transfer-encoding': 'chunked' } },
      'x'.repeat(MAX_BYTES + 1),
    ],
  ])('tells a request %s so without HL7: %i', async (_, status, options, body) => {
    await serve();
    const answer = await post(body, options);
    expect(answer).toMatchObject({ status, type: 'text/plain; charset=utf-8' });
    expect(queued).toEqual([]);
  });

  it('answers 503 without HL7 where the message may not be durable', async () => {
    await serve({ accept: () => Promise.reject(new Error('away')) });
    expect(await post(messageOf('EAST'))).toMatchObject({ status: 503 });
  });

  it('holds no more requests at a time than it has memory for, and says when to come again', async () => {
    let release = (): void => {};
    const stored = new Promise<void>((resolve) => {
      release = resolve;
    });
    await serve({ limits: { maxInHand: 1 }, accept: async () => stored.then(() => [[Buffer.from('MSH|')]]) });
    const first = post(messageOf('EAST'));
    await expect
      .poll(async () => (await post(messageOf('EAST'), { signal: AbortSignal.timeout(100) }))?.status)
      .toBe(503);
    release();
    expect(await first).toMatchObject({ status: 200 });
    expect(told).toContainEqual({ event: 'HttpsRequestsRefused', fields: { by: 1 } });
  });

  it('counts a request that is broken off, and goes on', async () => {
    await serve();
    const broken = sending({ headers: { ...HL7, 'content-length': '100' } });
    broken.on('error', () => {});
    broken.write('MSH|');
    await expect.poll(() => broken.socket?.connecting).toBe(false);
    await once(connect({ port, host: '127.0.0.1', ca: own.cert, ...laboratory }), 'secureConnect');
    broken.destroy();
    expect((await post(messageOf('EAST')))?.status).toBe(200);
    await expect.poll(() => told).toContainEqual({ event: 'HttpsRequestsCut', fields: { by: 1 } });
  });

  it('answers what it has read before it stops, and takes nothing after', async () => {
    let release = (): void => {};
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await serve({
      accept: async () => {
        arrived();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return [[Buffer.from('MSH|')]];
      },
    });
    const agent = new Agent({ keepAlive: true });
    const last = post(messageOf('EAST'), { agent });
    await arrival;
    const stopped = server.stop(5_000);
    release();
    expect(await last).toMatchObject({ status: 200, connection: 'close', text: 'MSH|' });
    await stopped;
    expect(await post(messageOf('EAST'))).toBeUndefined();
    agent.destroy();
  });

  it('shows a renewed certificate to new connections, and keeps the old one where that does not hold', async () => {
    await serve();
    expect(() => server.renew({ ...stranger, key: 'nothing' })).toThrow();
    expect((await post(messageOf('EAST')))?.status).toBe(200);
    server.renew({ ...stranger, clientAuthorities: laboratory.cert });
    expect(await post(messageOf('EAST'))).toBeUndefined();
    expect((await post(messageOf('EAST'), { ca: stranger.cert }))?.status).toBe(200);
  });
});
