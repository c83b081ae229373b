import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { type EpochMs, epochMs } from '../../shared/clinical/instant.ts';

const PATIENCE_MS = 5_000;

/** When the certificate that a server shows expires. It is read, not trusted: nothing is sent. */
export function certificateOf(host: string, port: number): Promise<EpochMs> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return new Promise<EpochMs>((resolve, reject) => {
    const socket = connect({ host, port, ...servername, rejectUnauthorized: false, timeout: PATIENCE_MS });
    socket.once('secureConnect', () => {
      resolve(epochMs(Date.parse(socket.getPeerCertificate().valid_to)));
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
  });
}
