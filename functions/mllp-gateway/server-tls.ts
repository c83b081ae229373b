import type { TlsOptions } from 'node:tls';

/** Server key and certificate; with `clientAuthorities` every client must show a certificate of one of them. */
export type ServerTls = { readonly key: string; readonly cert: string; readonly clientAuthorities?: string };

export function tlsOptions({ key, cert, clientAuthorities }: ServerTls): TlsOptions {
  return {
    key,
    cert,
    minVersion: 'TLSv1.2',
    ...(clientAuthorities === undefined
      ? {}
      : { ca: clientAuthorities, requestCert: true, rejectUnauthorized: true }),
  };
}
