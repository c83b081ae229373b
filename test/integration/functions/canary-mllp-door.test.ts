import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { canaryMessage } from '../../../functions/canary/canary-message.ts';
import { createMllpDoor, type MllpDoorParts } from '../../../functions/canary/mllp-door.ts';
import { createMllpServer, type MllpServer } from '../../../functions/mllp-gateway/server.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { silentTelemetry, type Told } from '../../unit/functions/silent-telemetry.ts';
import { hasOpenssl, type KeyAndCertificate, makeCertificate } from './certificates.ts';

const NAME = 'mllp.hospital.example';
const REFERENCE = 'r1';
const MESSAGE = canaryMessage(REFERENCE, epochMs(0), 'NOWHERE');

const config = configSchema.parse({
  teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'on-call',
  feeds: [
    { id: 'nowhere', sendingFacility: 'NOWHERE' },
    { id: 'elsewhere', sendingFacility: 'ELSEWHERE', allowedClientCertificates: ['laboratory'] },
  ],
});

describe.skipIf(!hasOpenssl())('the door of MLLP (needs openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  const queued: QueuedMessage[] = [];
  const told: Told[] = [];
  const queue = { full: false };
  let gateway: KeyAndCertificate;
  let canary: KeyAndCertificate;
  let stranger: KeyAndCertificate;
  let server: MllpServer;
  let port = 0;

  beforeAll(async () => {
    gateway = makeCertificate(folder, 'gateway', `DNS:${NAME}`);
    canary = makeCertificate(folder, 'canary');
    stranger = makeCertificate(folder, 'stranger');
    const door = createDoor({
      caps: config.caps,
      feeds: createFeedDirectory(config),
      queue: {
        send: async (messages) => {
          if (queue.full) throw new Error('the queue takes nothing');
          queued.push(...messages);
        },
      },
      clock: { now: () => epochMs(0) },
      telemetry: silentTelemetry(),
      newControlId: createControlIds(),
    });
    const tls = { ...gateway, clientAuthorities: canary.cert };
    server = createMllpServer({ door, telemetry: silentTelemetry(told), tls });
    port = await server.listen(0);
  });
  beforeEach(() => {
    queued.length = 0;
    told.length = 0;
    queue.full = false;
  });
  afterAll(async () => {
    await server.stop(100);
    rmSync(folder, { recursive: true });
  });

  function doorTo(to: Partial<MllpDoorParts> & { shown?: KeyAndCertificate; authorities?: string }) {
    const { shown = canary, authorities = gateway.cert, ...parts } = to;
    return createMllpDoor({
      host: '127.0.0.1',
      port,
      serverName: NAME,
      readCertificate: async () => ({ ...shown, serverAuthorities: authorities }),
      pageWithinMs: 1,
      ...parts,
    });
  }

  /** A gateway that does with a connection what it is told to. */
  async function gatewayThat(serves: (socket: Socket) => void): Promise<number> {
    const bad = createTlsServer({ ...gateway, ca: canary.cert, requestCert: true }, serves);
    return listening(bad);
  }

  async function listening(bad: ReturnType<typeof createServer>): Promise<number> {
    const sockets = new Set<Socket>();
    bad.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => bad.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      bad.close();
    });
    return (bad.address() as AddressInfo).port;
  }

  it('gets the message once the gateway has it in the queue, and leaves nothing open', async () => {
    await doorTo({}).send(MESSAGE, REFERENCE);

    expect(queued.map(({ bytes }) => Buffer.from(bytes))).toEqual([Buffer.from(MESSAGE)]);
    await expect.poll(() => server.connections()).toBe(0);
    expect(told.filter(({ event }) => event !== 'MllpConnectionsOpened')).toEqual([]);
  });

  it('has not taken the message where the gateway answers AE: its queue takes nothing', async () => {
    queue.full = true;

    await expect(doorTo({}).send(MESSAGE, REFERENCE)).rejects.toThrow('the front door did not answer AA');
  });

  it('has not taken the message where the gateway answers AR: the feed is of another certificate', async () => {
    const message = canaryMessage(REFERENCE, epochMs(0), 'ELSEWHERE');

    await expect(doorTo({}).send(message, REFERENCE)).rejects.toThrow('the front door did not answer AA');
    expect(queued).toEqual([]);
  });

  it.each([
    ['is of no authority it trusts', () => ({ authorities: stranger.cert }), 'self-signed certificate'],
    ['is for another name', () => ({ serverName: 'another.example' }), 'altnames'],
  ])('says nothing to a gateway whose certificate %s', async (_, to, fault) => {
    await expect(doorTo(to()).send(MESSAGE, REFERENCE)).rejects.toThrow(fault);
    expect(queued).toEqual([]);
  });

  it('is shut where the gateway does not know the certificate that is shown', async () => {
    await expect(doorTo({ shown: stranger }).send(MESSAGE, REFERENCE)).rejects.toThrow();
    expect(queued).toEqual([]);
  });

  it('is shut where nothing listens', async () => {
    const free = createServer();
    const gone = await listening(free);
    await new Promise((closed) => free.close(closed));

    await expect(doorTo({ port: gone }).send(MESSAGE, REFERENCE)).rejects.toThrow('ECONNREFUSED');
  });

  it.each([
    ['a gateway that answers nothing', () => gatewayThat((socket) => socket.resume())],
    ['one that never shakes hands', () => listening(createServer((socket) => socket.resume()))],
  ])('is left at its time by %s', async (_, start) => {
    const door = doorTo({ port: await start(), answerWithinMs: 200 });

    await expect(door.send(MESSAGE, REFERENCE)).rejects.toThrow('aborted');
  });

  it('has not taken the message where the connection ends without an answer', async () => {
    const silent = await gatewayThat((socket) => socket.resume().end());

    await expect(doorTo({ port: silent }).send(MESSAGE, REFERENCE)).rejects.toThrow('did not answer AA');
  });

  it('reads an answer that comes in pieces, after what is none', async () => {
    const answer = encodeMllp(Buffer.from(`MSH|^~\\&|\rMSA|AA|${REFERENCE}\r`));
    const slow = await gatewayThat((socket) => {
      socket.once('data', () => {
        socket.write(Uint8Array.of(0x0b, 0x06, 0x1c, 0x0d));
        socket.write(answer.subarray(0, 9), () => socket.write(answer.subarray(9)));
      });
    });

    await expect(doorTo({ port: slow }).send(MESSAGE, REFERENCE)).resolves.toBeUndefined();
  });
});
