import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificateOf } from '../../../tools/preflight/certificate-of.ts';
import { freePort, listen } from '../../stand-ins/loopback.ts';
import { hasOpenssl, makeCertificate } from '../functions/certificates.ts';

describe('the certificate that a server shows', () => {
  it.skipIf(!hasOpenssl())(
    'is read without one of our own, though the server asks for it (needs openssl)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
      const { key, cert } = makeCertificate(folder, 'server');
      const server = createServer({ key, cert, requestCert: true, rejectUnauthorized: true });
      server.on('tlsClientError', () => {});
      const port = await listen(server);

      const expiresAt = await certificateOf('127.0.0.1', port);

      const hours = (expiresAt - Date.now()) / 3_600_000;
      expect(hours).toBeGreaterThan(23);
      expect(hours).toBeLessThan(25);
      server.close();
      rmSync(folder, { recursive: true });
    },
  );

  it('cannot be read where nobody listens', async () => {
    await expect(certificateOf('127.0.0.1', await freePort())).rejects.toThrow('ECONNREFUSED');
  });
});
