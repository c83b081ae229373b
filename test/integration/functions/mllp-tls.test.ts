import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMllpServer, type MllpServer } from '../../../functions/mllp-gateway/server.ts';
import { createHandler as createReceive } from '../../../functions/receive/handler.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import type { Arrival } from '../../../shared/intake/door.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { silentTelemetry, type Told } from '../../unit/functions/silent-telemetry.ts';
import { hasOpenssl, makeCertificate } from './certificates.ts';

describe.skipIf(!hasOpenssl())('MLLP over TLS (needs openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  let server: MllpServer;
  let port = 0;
  let own = { key: '', cert: '' };
  let laboratory = { key: '', cert: '' };
  let branch = { key: '', cert: '' };
  let stranger = { key: '', cert: '' };
  const queued: QueuedMessage[] = [];
  const told: Told[] = [];
  const sessions: Buffer[] = [];

  beforeAll(async () => {
    own = makeCertificate(folder, 'gateway');
    laboratory = makeCertificate(folder, 'laboratory');
    branch = makeCertificate(folder, 'branch');
    stranger = makeCertificate(folder, 'stranger');
    const config = configSchema.parse({
      teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
      fallbackTeam: 'on-call',
      feeds: [
        { id: 'east', sendingFacility: 'EAST', allowedClientCertificates: ['laboratory'] },
        {
          id: 'west',
          sendingFacility: 'WEST',
          allowedClientCertificates: [new X509Certificate(branch.cert).fingerprint256],
        },
      ],
    });
    const door = createDoor({
      caps: config.caps,
      feeds: createFeedDirectory(config),
      queue: { send: async (messages) => void queued.push(...messages) },
      clock: { now: () => epochMs(0) },
      telemetry: silentTelemetry(told),
      newControlId: createControlIds(),
    });
    server = createMllpServer({
      door,
      telemetry: silentTelemetry(),
      tls: { ...own, clientAuthorities: laboratory.cert + branch.cert },
    });
    port = await server.listen(0);
  });
  afterAll(async () => {
    await server.stop(100);
    rmSync(folder, { recursive: true });
  });

  /** What the connection is answered before it closes; undefined when it is cut. */
  async function exchange(options: object, facility = 'NORTH'): Promise<string | undefined> {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca: own.cert, ...options });
    socket.on('session', (ticket) => sessions.push(ticket));
    let answered = '';
    socket.on('data', (chunk) => {
      answered += chunk;
      socket.end();
    });
    socket.on('error', () => {});
    socket.write(encodeMllp(Buffer.from(`MSH|^~\\&|LIS|${facility}|CA|HOSP|20260102||ORU^R01|1|P|2.5.1\r`)));
    await new Promise((closed) => socket.on('close', closed));
    return /\rMSA\|(\w\w)\|1/.exec(answered)?.[1];
  }

  it('answers a laboratory that shows its certificate', async () => {
    expect(await exchange(laboratory)).toBe('AA');
  });

  it.each([
    ['shows none', () => ({})],
    ['shows the certificate of somebody else', () => stranger],
    [
      'speaks TLS 1.1',
      () => ({ ...laboratory, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    ],
  ])('cuts a client that %s', async (_, options) => {
    expect(await exchange(options())).toBeUndefined();
  });

  it.each([
    ['its own certificate, named', () => laboratory, 'EAST', 'AA'],
    ['its own certificate, by fingerprint', () => branch, 'WEST', 'AA'],
    ["another laboratory's certificate", () => branch, 'EAST', 'AR'],
    ["another laboratory's certificate, by fingerprint", () => laboratory, 'WEST', 'AR'],
  ])('to a sender who shows %s, for a feed that says whose it takes', async (_, shown, facility, answer) => {
    queued.length = 0;
    told.length = 0;
    expect(await exchange(shown(), facility)).toBe(answer);
    expect(queued).toHaveLength(answer === 'AA' ? 1 : 0);
    const refused = { event: 'MessagesRefused', fields: { reason: 'certificate-not-allowed', by: 1 } };
    expect(told).toEqual(answer === 'AA' ? [] : [refused]);
  });

  it('knows a sender by its certificate also when it resumes a session', async () => {
    sessions.length = 0;
    expect(await exchange(laboratory, 'EAST')).toBe('AA');
    const session = sessions.at(-1);
    expect(session).toBeDefined();
    expect(await exchange({ ...laboratory, session }, 'EAST')).toBe('AA');
  });

  it('hands the certificate that API Gateway was shown to the door', async () => {
    const arrived: Arrival[] = [];
    const receive = createReceive({
      door: {
        accept: async (arrivals) => {
          arrived.push(...arrivals);
          return [];
        },
      },
      maxBytes: 100,
      telemetry: silentTelemetry(),
    });
    await receive({
      httpMethod: 'POST',
      headers: { 'content-type': 'application/hl7-v2' },
      body: 'MSH|',
      isBase64Encoded: false,
      requestContext: { identity: { clientCert: { clientCertPem: branch.cert } } },
    });
    const fingerprint = new X509Certificate(branch.cert).fingerprint256.replaceAll(':', '').toLowerCase();
    expect(arrived).toMatchObject([{ certificate: { commonName: 'branch', fingerprint } }]);
  });

  it('keeps no connection of clients that leave before the handshake ends', async () => {
    const cautious = createMllpServer({
      door: { accept: async () => [], refuseTooLarge: () => [], commitBlock: () => undefined },
      telemetry: silentTelemetry(),
      tls: { ...own, clientAuthorities: laboratory.cert },
      limits: { maxConnections: 1, handshakeMs: 20 },
    });
    const only = { port: await cautious.listen(0), host: '127.0.0.1' };
    const leaving = connectTcp(only, () => leaving.end());
    await once(leaving, 'close');

    await vi.waitFor(async () => {
      const next = connect({ ...only, ca: own.cert, ...laboratory });
      await once(next, 'secureConnect');
      next.destroy();
    });

    await cautious.stop(1_000);
  });

  it('goes on for others after a failed handshake', async () => {
    await exchange({});
    expect(await exchange(laboratory)).toBe('AA');
  });
});
