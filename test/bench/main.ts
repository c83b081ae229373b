import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Figure, figureTable } from './figure.ts';
import { machineLine, thisMachine } from './machine.ts';
import { PEER_READERS } from './peer-readers.ts';

type Case = () => Promise<readonly Figure[]>;

const CASES: ReadonlyMap<string, Case> = new Map([
  ['scan', async () => (await import('./cases/scan.ts')).measureScan()],
  ['read', async () => (await import('./cases/full-read.ts')).measureFullRead()],
  ...[...PEER_READERS].map(([id, peer]): [string, Case] => [
    `read-${id}`,
    async () => (await import('./cases/full-read.ts')).measurePeerRead(peer),
  ]),
  ['judge', async () => (await import('./cases/judge.ts')).measureJudge()],
  ['intake', async () => (await import('./cases/mllp-intake.ts')).measureMllpIntake()],
  ['page', async () => (await import('./cases/page-latency.ts')).measurePageLatency()],
  ['start', async () => (await import('./cases/start.ts')).measureStart()],
]);

const HELP = `Measures speed and size; prints every figure beside its target.

Usage: npm run bench -- [options]

  --only NAME  this case alone; again for several: ${[...CASES.keys()].join(', ')}
  --json       the figures as JSON
  --help       this text
`;

/** Each case runs in a process of its own, so that none inherits another's heap or compiled code. */
async function figuresOf(name: string): Promise<readonly Figure[]> {
  console.error(`measuring ${name} ...`);
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileURLToPath(import.meta.url),
    '--case',
    name,
  ]);
  return JSON.parse(stdout) as readonly Figure[];
}

async function measureHere(name: string): Promise<void> {
  const measure = CASES.get(name);
  if (measure === undefined) throw new Error(`no case "${name}": use one of ${[...CASES.keys()].join(', ')}`);
  process.stdout.write(JSON.stringify(await measure()));
}

async function measureAll(names: readonly string[], asJson: boolean): Promise<void> {
  const figures: Figure[] = [];
  for (const name of names) figures.push(...(await figuresOf(name)));
  const machine = thisMachine();
  console.log(
    asJson
      ? JSON.stringify({ machine, figures }, undefined, 2)
      : `${machineLine(machine)}\n\n${figureTable(figures)}`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [...CASES.keys()] },
      case: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(HELP);
  else if (values.case !== undefined) await measureHere(values.case);
  else await measureAll(values.only, values.json);
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : 'failed'}`);
  process.exitCode = 1;
});
