import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createMllpDecoder, encodeMllp } from '../../shared/hl7/mllp-codec.ts';
import type { SenderTls } from './sender-tls.ts';

/** A sender's side of one MLLP connection. */
export type MllpClient = {
  /** Resolves with the answer to this message; answers come in the order of sending. */
  readonly send: (message: Uint8Array) => Promise<Uint8Array>;
  /** Sends a message that gets no answer; resolves once it is written. */
  readonly post: (message: Uint8Array) => Promise<void>;
  /** False once the connection is known to have ended: nothing more would go out. */
  readonly isOpen: () => boolean;
  readonly close: () => void;
};

const MAX_ANSWER_BYTES = 1_000_000;

class ConnectionClosedError extends Error {
  override readonly name = 'closed';
}

type Waiting = { readonly resolve: (answer: Uint8Array) => void; readonly reject: (error: Error) => void };

function connected(host: string, port: number, tls: SenderTls | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const to = { host, port, noDelay: true };
    const socket = tls === undefined ? connect(to) : connectTls({ ...to, ...tls, minVersion: 'TLSv1.2' });
    socket.once('error', reject);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/**
 * In the clear, or over TLS where `tls` says how.
 * @throws the socket's error where nobody listens.
 */
export async function connectMllp(host: string, port: number, tls?: SenderTls): Promise<MllpClient> {
  const socket = await connected(host, port, tls);
  const decoder = createMllpDecoder({ maxBytes: MAX_ANSWER_BYTES });
  const waiting: Waiting[] = [];
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    lost ??= error;
    for (const { reject } of waiting.splice(0)) {
      reject(lost);
    }
  };
  socket.on('error', lose);
  socket.on('close', () =>
    lose(new ConnectionClosedError('the connection was closed before the answer came')),
  );
  socket.on('data', (chunk) => {
    for (const event of decoder.push(chunk)) {
      if (event.is === 'message') {
        waiting.shift()?.resolve(event.bytes);
      }
    }
  });
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) {
          reject(lost);
          return;
        }
        waiting.push({ resolve, reject });
        socket.write(encodeMllp(message));
      }),
    post: (message) =>
      new Promise((resolve, reject) => {
        socket.write(encodeMllp(message), (error) => (error ? reject(error) : resolve()));
      }),
    isOpen: () => lost === undefined,
    close: () => socket.destroy(),
  };
}
