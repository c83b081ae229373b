import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = join(import.meta.dirname, '..', '..');
const PROGRAMS = join(PROJECT, 'node_modules', '.bin');

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
/** Anything does: the emulator looks at nobody's signature. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'engineer', AWS_SECRET_ACCESS_KEY: 'none' };

const DEPLOY = ['--method', 'direct', '--require-approval', 'never', '--progress', 'events'];

/** What an engineer types; each resolves to what was printed and rejects, with that, where the command fails. */
export type Cdk = {
  readonly bootstrap: () => Promise<string>;
  readonly synth: (assembly: string, context: Readonly<Record<string, string>>) => Promise<string>;
  readonly deploy: (assembly: string) => Promise<string>;
  readonly diff: (assembly: string) => Promise<string>;
  readonly destroy: (assembly: string) => Promise<string>;
};

/** The pinned command against the emulator; `folder` is its home. */
export function createCdk(endpoint: string, folder: string): Cdk {
  const run = async (args: readonly string[], cwd = PROJECT): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(join(PROGRAMS, 'cdk'), ['--ci', ...args], {
      cwd,
      env: {
        ...CREDENTIALS,
        PATH: [PROGRAMS, process.env.PATH].join(delimiter),
        HOME: folder,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: endpoint,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      maxBuffer: 2 ** 26,
    });
    return `${stdout}\n${stderr}`;
  };
  return {
    bootstrap: () => run(['bootstrap', `aws://${ACCOUNT}/${REGION}`], emptyFolder(folder)),
    synth: (assembly, context) =>
      run(['synth', '--quiet', '--output', assembly, ...Object.entries(context).flatMap(asOption)]),
    deploy: (assembly) => run(['deploy', '--all', '--app', assembly, ...DEPLOY]),
    diff: (assembly) => run(['diff', '--app', assembly, '--method', 'template']),
    destroy: (assembly) => run(['destroy', '--all', '--force', '--app', assembly]),
  };
}

/** In the folder of an app, bootstrap would synthesise it first. */
function emptyFolder(parent: string): string {
  const folder = join(parent, 'empty');
  mkdirSync(folder, { recursive: true });
  return folder;
}

const asOption = ([name, value]: readonly [string, string]) => ['--context', `${name}=${value}`];
