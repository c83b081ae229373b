import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../../../functions/mllp-gateway/gateway.ts';
import type { GatewayTls } from '../../../functions/mllp-gateway/secrets-tls-reader.ts';
import { encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import type { Door } from '../../../shared/intake/door.ts';
import { silentTelemetry, type Told } from '../../unit/functions/silent-telemetry.ts';
import { hasOpenssl, type KeyAndCertificate, makeCertificate } from './certificates.ts';

const ANSWER = Buffer.from('MSH|answer');

describe.skipIf(!hasOpenssl())('the gateway (needs openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  let first: KeyAndCertificate;
  let second: KeyAndCertificate;
  let laboratory: KeyAndCertificate;
  let gateway: Gateway;
  const told: Told[] = [];

  beforeAll(() => {
    first = makeCertificate(folder, 'first');
    second = makeCertificate(folder, 'second');
    laboratory = makeCertificate(folder, 'laboratory');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => gateway.stop());

  async function start(readTls: () => Promise<GatewayTls>, accept: Door['accept'] = async () => [[ANSWER]]) {
    told.length = 0;
    gateway = await startGateway({
      server: {
        door: { accept, refuseTooLarge: () => [], commitBlock: () => undefined },
        telemetry: silentTelemetry(told),
      },
      https: {
        post: async () => ({ status: 204, headers: {}, body: '' }),
        maxBytes: 100,
      },
      readTls,
      host: '127.0.0.1',
      mllpPort: 0,
      httpsPort: 0,
      healthPort: 0,
      countMs: 5,
      renewMs: 5,
    });
  }

  const tlsOf = (own: KeyAndCertificate): GatewayTls => ({ ...own, clientAuthorities: laboratory.cert });

  function open() {
    const ca = [first.cert, second.cert];
    return connect({ port: gateway.mllpPort, host: '127.0.0.1', ca, ...laboratory });
  }

  /** Whose certificate a new connection is shown. */
  async function shownNow(): Promise<string | undefined> {
    const socket = open();
    socket.write(encodeMllp(Buffer.from('MSH|')));
    await once(socket, 'data');
    const shown = socket.getPeerX509Certificate();
    socket.destroy();
    return shown?.fingerprint256;
  }

  /** Whose certificate HTTPS shows. */
  async function shownByHttps(): Promise<string | undefined> {
    const ca = [first.cert, second.cert];
    const socket = connect({ port: gateway.httpsPort, host: '127.0.0.1', ca, ...laboratory });
    await once(socket, 'secureConnect');
    const shown = socket.getPeerX509Certificate();
    socket.destroy();
    return shown?.fingerprint256;
  }

  const fingerprint = ({ cert }: KeyAndCertificate) => new X509Certificate(cert).fingerprint256;

  it('shows a renewed certificate to new connections, without a restart', async () => {
    let current = first;
    await start(async () => tlsOf(current));
    expect(await shownNow()).toBe(fingerprint(first));

    current = second;

    await vi.waitFor(async () => expect(await shownNow()).toBe(fingerprint(second)));
    expect(await shownByHttps()).toBe(fingerprint(second));
  });

  it.each([
    ['cannot be read', () => Promise.reject(new Error('no secret'))],
    ['does not hold', () => Promise.resolve({ ...tlsOf(second), key: 'nothing' })],
  ])('goes on with its certificate where the renewed one %s, and says so', async (_, readRenewed) => {
    let reads = 0;
    await start(() => {
      reads += 1;
      return reads === 1 ? Promise.resolve(tlsOf(first)) : readRenewed();
    });

    await vi.waitFor(() => expect(told).toContainEqual({ event: 'TlsNotRenewed', fields: { by: 1 } }));

    expect(await shownNow()).toBe(fingerprint(first));
  });

  it('tells how many connections it has', async () => {
    await start(async () => tlsOf(first));
    const socket = open();

    await vi.waitFor(() =>
      expect(told).toContainEqual({ event: 'MllpConnections', fields: { value: 1, unit: 'Count' } }),
    );

    socket.destroy();
  });

  it('is unwell to the load balancer from the moment it stops, while it still answers what it has read', async () => {
    let store = (): void => {};
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await start(
      async () => tlsOf(first),
      async () => {
        arrived();
        await stored;
        return [[ANSWER]];
      },
    );
    const health = async () => (await fetch(`http://127.0.0.1:${gateway.healthPort}/`)).status;
    const socket = open();
    socket.write(encodeMllp(Buffer.from('MSH|')));
    await arrival;
    expect(await health()).toBe(200);

    const stopping = gateway.stop();

    expect(await health()).toBe(503);
    const answered = once(socket, 'data');
    store();
    expect(String((await answered)[0])).toContain(String(ANSWER));
    await stopping;
  });
});
