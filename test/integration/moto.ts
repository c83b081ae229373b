import { spawnSync } from 'node:child_process';
import { startMotoProcess } from '../stand-ins/moto-process.ts';

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
  const { port, stop } = await startMotoProcess('moto_server', []);
  return {
    client: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    },
    stop,
  };
}
