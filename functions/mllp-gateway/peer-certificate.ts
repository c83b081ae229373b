import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type ClientCertificate, clientCertificateOf } from '../../shared/intake/client-certificate.ts';

/** The certificate of whoever is at the other end; undefined without TLS, and where none was asked for. */
export function peerCertificate(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? undefined : clientCertificateOf(certificate);
}
