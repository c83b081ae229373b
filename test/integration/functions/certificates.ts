import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type KeyAndCertificate = { readonly key: string; readonly cert: string };

export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Self-signed: the certificate is its own authority. `altName` is whom it is for, as openssl writes it. */
export function makeCertificate(folder: string, name: string, altName = 'IP:127.0.0.1'): KeyAndCertificate {
  const key = join(folder, `${name}.key`);
  const cert = join(folder, `${name}.crt`);
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${altName}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', ...curve, '-days', '1', ...subject, '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
