import { connect, type Socket } from 'node:net';
import { createMllpDecoder, encodeMllp } from '../../shared/hl7/mllp-codec.ts';

/** A sender's side of one MLLP connection. */
export type MllpClient = {
  /** Resolves with the answer to this message; answers come in the order of sending. */
  readonly send: (message: Uint8Array) => Promise<Uint8Array>;
  readonly close: () => void;
};

const MAX_ANSWER_BYTES = 1_000_000;

type Waiting = { readonly resolve: (answer: Uint8Array) => void; readonly reject: (error: Error) => void };

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** @throws the socket's error where nobody listens. */
export async function connectMllp(host: string, port: number): Promise<MllpClient> {
  const socket = await connected(host, port);
  const decoder = createMllpDecoder({ maxBytes: MAX_ANSWER_BYTES });
  const waiting: Waiting[] = [];
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    lost = error;
    for (const { reject } of waiting.splice(0)) {
      reject(error);
    }
  };
  socket.on('error', lose);
  socket.on('close', () => lose(new Error('the connection was closed before the answer came')));
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
    close: () => socket.destroy(),
  };
}
