import { connect, type TLSSocket } from 'node:tls';
import { type EpochMs, epochMs } from '../../shared/clinical/instant.ts';

const PATIENCE_MS = 5_000;

/** When the certificate that a server shows expires. It is read, not trusted: nothing is sent. */
export function certificateOf(host: string, port: number): Promise<EpochMs> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: PATIENCE_MS });
    const end = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.once('secureConnect', () => end(() => resolve(expiryOf(socket))));
    socket.once('timeout', () => end(() => reject(new Error('timeout'))));
    socket.once('error', (error) => end(() => reject(error)));
  });
}

function expiryOf(socket: TLSSocket): EpochMs {
  return epochMs(Date.parse(socket.getPeerCertificate().valid_to));
}
