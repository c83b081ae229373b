import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Why no test can ask moto here; undefined where it is installed. */
export const withoutMoto: string | undefined =
  spawnSync('moto_server', ['--version'], { stdio: 'ignore' }).error === undefined
    ? undefined
    : 'moto_server is not installed';

export type Moto = {
  /** For the constructor of any client of the AWS SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly stop: () => Promise<void>;
};

/** A moto server of its own, on a free port of this machine. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  await answering(moto, port);
  return {
    client: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    },
    stop: async () => {
      const ended = once(moto, 'exit');
      moto.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answering(moto: ChildProcess, port: number): Promise<void> {
  while (moto.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`moto_server ended with ${moto.exitCode}`);
}
