import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMllpServer, type MllpServer } from '../../../functions/mllp-gateway/server.ts';
import { encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Self-signed: the certificate is its own authority. */
function makeCertificate(folder: string, name: string) {
  const key = join(folder, `${name}.key`);
  const cert = join(folder, `${name}.crt`);
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', ...curve, '-days', '1', ...subject, '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

describe.skipIf(!hasOpenssl())('MLLP over TLS (needs openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  let server: MllpServer;
  let port = 0;
  let own = { key: '', cert: '' };
  let laboratory = { key: '', cert: '' };
  let stranger = { key: '', cert: '' };

  beforeAll(async () => {
    own = makeCertificate(folder, 'gateway');
    laboratory = makeCertificate(folder, 'laboratory');
    stranger = makeCertificate(folder, 'stranger');
    server = createMllpServer({
      door: {
        accept: async (arrivals) => arrivals.map(() => [Buffer.from('ok')]),
        refuseTooLarge: () => [],
      },
      telemetry: silentTelemetry(),
      tls: { ...own, clientAuthorities: laboratory.cert },
    });
    port = await server.listen(0);
  });
  afterAll(async () => {
    await server.stop(100);
    rmSync(folder, { recursive: true });
  });

  /** What the connection is answered before it closes; undefined when it is cut. */
  async function exchange(options: object): Promise<string | undefined> {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca: own.cert, ...options });
    let answered = '';
    socket.on('data', (chunk) => {
      answered += chunk;
      socket.end();
    });
    socket.on('error', () => {});
    socket.write(encodeMllp(Buffer.from('MSH|')));
    await new Promise((closed) => socket.on('close', closed));
    return answered === '' ? undefined : answered;
  }

  it('answers a laboratory that shows its certificate', async () => {
    expect(await exchange(laboratory)).toBe('\x0bok\x1c\r');
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

  it('goes on for others after a failed handshake', async () => {
    await exchange({});
    expect(await exchange(laboratory)).toBe('\x0bok\x1c\r');
  });
});
