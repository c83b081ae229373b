import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { end } from '../stand-ins/moto-process.ts';
import { ACCOUNT, REGION } from './cdk.ts';
import type { Cloud } from './cloud.ts';

/** A function as it was deployed. */
export type DeployedFunction = {
  /** The folder under functions/. */
  readonly entry: string;
  readonly name: string;
  readonly role: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The unpacked archive that was uploaded for it. */
  readonly folder: string;
};

/** A function in its process. */
export type Running = {
  /** Rejects where the handler does, or the process ends. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly output: () => string;
  readonly kill: () => Promise<void>;
};

const ASSETS = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;

/** Every function there is, its code fetched from where the deployment put it. */
export async function deployedFunctions(
  cloud: Cloud,
  folder: string,
  python: string,
): Promise<ReadonlyMap<string, DeployedFunction>> {
  const functions = new Map<string, DeployedFunction>();
  for await (const { Functions = [] } of paginateListFunctions({ client: cloud.lambda }, {})) {
    for (const { FunctionName: name = '', Role: role = '', Environment } of Functions) {
      const variables = Environment?.Variables ?? {};
      const entry = variables.POWERTOOLS_SERVICE_NAME ?? name;
      functions.set(entry, {
        entry,
        name,
        role,
        variables,
        folder: await unpack(cloud, name, folder, python),
      });
    }
  }
  return functions;
}

async function unpack(cloud: Cloud, name: string, parent: string, python: string): Promise<string> {
  const { Code } = await cloud.lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const key = new URL(Code?.Location ?? '').pathname.slice(1);
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: ASSETS, Key: key }));
  const folder = join(parent, key.replace('.zip', ''));
  mkdirSync(folder, { recursive: true });
  const archive = `${folder}.zip`;
  writeFileSync(archive, (await Body?.transformToByteArray()) ?? '');
  execFileSync(python, ['-m', 'zipfile', '-e', archive, folder]);
  return folder;
}

/** Starts a function as Lambda would, with its own variables; its requests are signed with its own name. */
export async function start(
  { entry, name, variables, folder }: DeployedFunction,
  endpoint: string,
  clockAheadMs = 0,
): Promise<Running> {
  const child = fork(
    join(import.meta.dirname, 'run-function.ts'),
    [join(folder, 'index.mjs'), String(clockAheadMs)],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: {
        ...variables,
        AWS_ACCESS_KEY_ID: entry,
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_ENDPOINT_URL: endpoint,
      },
    },
  );
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => printed.push(String(text)));
  const output = () => printed.join('');
  await next(child, output);
  return {
    output,
    kill: () => end(child, 'SIGKILL'),
    invoke: async (event) => {
      child.send({ event });
      return answerOf(await next(child, output));
    },
  };
}

/** The next message of the process; rejects where it ends instead. */
async function next(child: ChildProcess, output: () => string): Promise<unknown> {
  const over = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', over).then(([message]) => message),
      once(child, 'exit', over).then(() => Promise.reject(new Error(`the function ended\n${output()}`))),
    ]);
  } finally {
    over.abort();
  }
}

type Reply = { readonly answer?: unknown } | { readonly fault: string };

function answerOf(reply: unknown): unknown {
  const said = reply as Reply;
  if ('fault' in said) throw new Error(said.fault);
  return said.answer;
}
