import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificateOf } from '../../../tools/preflight/certificate-of.ts';
import { hasOpenssl, makeCertificate } from '../functions/certificates.ts';

type Listening = { readonly address: () => ReturnType<ReturnType<typeof createTcpServer>['address']> };

function portOf(server: Listening): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('the certificate that a server shows', () => {
  it.skipIf(!hasOpenssl())(
    'is read without one of our own, though the server asks for it (needs openssl)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
      const { key, cert } = makeCertificate(folder, 'server');
      const server = createServer({ key, cert, requestCert: true, rejectUnauthorized: true });
      server.on('tlsClientError', () => {});
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');

      const expiresAt = await certificateOf('127.0.0.1', portOf(server));

      const hours = (expiresAt - Date.now()) / 3_600_000;
      expect(hours).toBeGreaterThan(23);
      expect(hours).toBeLessThan(25);
      server.close();
      rmSync(folder, { recursive: true });
    },
  );

  it('cannot be read where nobody listens', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    server.close();
    await once(server, 'close');

    await expect(certificateOf('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });
});
