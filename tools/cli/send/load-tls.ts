import { readFile } from 'node:fs/promises';
import type { SenderTls } from '../../send/sender-tls.ts';
import { CannotRunError } from '../exit-codes.ts';
import { whyUnreadable } from '../messages/list-files.ts';
import type { Address } from './address.ts';

export type TlsOptions = {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly serverName?: string;
};

/**
 * Certificate, key and authority of the files that are named; undefined where the address is not of TLS.
 * @throws CannotRunError where they do not belong together, or cannot be read.
 */
export async function loadTls(address: Address, options: TlsOptions): Promise<SenderTls | undefined> {
  const { cert, key, ca, serverName } = options;
  if (address.is === 's3' || !address.tls) {
    if ([cert, key, ca, serverName].every((given) => given === undefined)) return undefined;
    throw new CannotRunError('--cert, --key, --ca and --server-name are of mllps:// and https:// alone');
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new CannotRunError('--cert and --key belong together: give both');
  }
  return {
    ...(cert !== undefined && { cert: await pemOf('--cert', cert) }),
    ...(key !== undefined && { key: await pemOf('--key', key) }),
    ...(ca !== undefined && { ca: await pemOf('--ca', ca) }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

async function pemOf(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CannotRunError(`${option} ${path} ${whyUnreadable(error)}`);
  }
}
