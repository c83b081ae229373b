import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { contactsPath, readConfig } from '../../infra/config.ts';
import { namedContacts } from '../../shared/alerting/contact-names.ts';
import { type Cdk, createCdk } from './cdk.ts';
import { type Cloud, connect } from './cloud.ts';
import { type DeployedFunction, deployedFunctions, type Running, start } from './deployed-function.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { type EventSource, eventSourceOf } from './event-source.ts';
import { type Front, startFront } from './front.ts';

export const sampleConfig = readConfig('tools/samples/calcium-alerts.config.json');

/** The dev environment, deployed. */
export type Deployment = {
  readonly emulator: Emulator;
  readonly front: Front;
  readonly cloud: Cloud;
  readonly cdk: Cdk;
  /** What was synthesised, and a place for more. */
  readonly assembly: string;
  readonly folder: string;
  /** What the first deployment printed. */
  readonly printed: string;
  readonly functions: () => Promise<ReadonlyMap<string, DeployedFunction>>;
  readonly function: (entry: string) => DeployedFunction;
  /** The function in a process of its own, one for all that ask with the same clock. */
  readonly running: (entry: string) => Promise<Running>;
  readonly sourceOf: (entry: string) => Promise<EventSource>;
  readonly close: () => Promise<void>;
};

/** From nothing to every stack, by the commands that docs/deploying.md names. */
export async function deployDev(python: string): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-deploy-'));
  const assembly = join(folder, 'cdk.out');
  const front = await startFront();
  const emulator = await startEmulator(python, front.url);
  front.passTo(emulator.port);
  const cloud = connect(front.url);
  const cdk = createCdk(front.urlByName, folder);
  const [, synthesised] = await Promise.all([cdk.bootstrap(), cdk.synth(assembly, { env: 'dev' })]);
  await putContacts(cloud);
  const printed = `${synthesised}\n${await cdk.deploy(assembly)}`;
  const read = () => deployedFunctions(cloud, folder, python);
  const functions = await read();
  const processes = new Map<string, Promise<Running>>();
  const deployed = (entry: string): DeployedFunction => {
    const found = functions.get(entry);
    if (found === undefined) throw new Error(`no function ${entry} was deployed`);
    return found;
  };
  return {
    emulator,
    front,
    cloud,
    cdk,
    assembly,
    folder,
    printed,
    functions: read,
    function: deployed,
    running: (entry) => {
      const known = processes.get(entry) ?? start(deployed(entry), front.url);
      processes.set(entry, known);
      return known;
    },
    sourceOf: (entry) => eventSourceOf(cloud, deployed(entry)),
    close: async () => {
      for (const process of await Promise.allSettled(processes.values())) {
        if (process.status === 'fulfilled') await process.value.kill();
      }
      await emulator.stop();
      await front.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Whom to reach, as operations put it into Parameter Store. */
async function putContacts({ parameters }: Cloud): Promise<void> {
  const paths = sampleConfig.teams.map(({ id, contacts }) => [`teams/${id}`, contacts] as const);
  for (const [path, contacts] of [...paths, ['operations', sampleConfig.operations] as const]) {
    for (const [name, { to }] of namedContacts(contacts)) {
      const Name = `${contactsPath('dev')}/${path}/${name}`;
      await parameters.send(new PutParameterCommand({ Name, Value: to, Type: 'SecureString' }));
    }
  }
}
