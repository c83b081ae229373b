import { once } from 'node:events';
import { connect } from 'node:net';

const VT = '\x0b';
const FS_CR = '\x1c\r';

export type MllpConnection = {
  /** The answer to one message; rejects when the connection closes first. */
  readonly send: (message: string | Uint8Array) => Promise<string>;
  /** Sends one message that is not answered; resolves when the other side has read all and closed. */
  readonly post: (message: string | Uint8Array) => Promise<void>;
  readonly close: () => void;
};

/** A sender over a bare socket that waits for each answer before it sends the next message. */
export async function connectRaw(port: number): Promise<MllpConnection> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  let received = '';
  let waiting: { resolve: (answer: string) => void; reject: (error: Error) => void } | undefined;
  const deliver = () => {
    const end = received.indexOf(FS_CR);
    if (end < 0 || !waiting) return;
    waiting.resolve(received.slice(received.indexOf(VT) + 1, end));
    waiting = undefined;
    received = received.slice(end + FS_CR.length);
  };
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    deliver();
  });
  socket.on('error', () => {});
  socket.on('close', () => waiting?.reject(new Error('closed before it was answered')));
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('closed before it was sent'));
        waiting = { resolve, reject };
        socket.write(framed(message));
      }),
    post: async (message) => {
      socket.end(framed(message));
      await once(socket, 'close');
    },
    close: () => socket.destroy(),
  };
}

function framed(message: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(VT), Buffer.from(message), Buffer.from(FS_CR)]);
}
