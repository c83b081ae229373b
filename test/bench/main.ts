import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { oneOf, runCommand, UsageError } from '../../tools/command-line.ts';
import { CASES } from './cases.ts';
import { type Figure, figureTable } from './figure.ts';
import { machineLine, thisMachine } from './machine.ts';
import { type Measured, writeDocuments } from './performance-document.ts';

const HELP = `Measures speed, size and growth; prints every figure beside its target. All of it takes some minutes.

Usage: npm run bench -- [options]

  --only NAME   this case alone; again for several: ${[...CASES.keys()].join(', ')}
  --json        the figures as JSON
  --write-docs  all figures into docs/performance.md, their charts beside it
  --help        this text

Exit 2: it was called wrongly.
`;

/** Each case runs in a process of its own, so that none inherits another's heap or compiled code. */
async function figuresOf(name: string): Promise<readonly Figure[]> {
  console.error(`measuring ${name} ...`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-old-space-size=8192', fileURLToPath(import.meta.url), '--case', name],
    { maxBuffer: 100_000_000 },
  );
  return JSON.parse(stdout) as readonly Figure[];
}

async function measureHere(name: string): Promise<void> {
  const found = CASES.get(oneOf('--case', name, [...CASES.keys()]));
  if (found === undefined) return;
  process.stdout.write(JSON.stringify(await found.measure()));
}

async function measureAll(names: readonly string[]): Promise<Measured> {
  const begun = performance.now();
  const machine = thisMachine();
  const figures = new Map<string, readonly Figure[]>();
  for (const name of names) figures.set(name, await figuresOf(name));
  return { machine, measuredOn: new Date(), seconds: (performance.now() - begun) / 1_000, figures };
}

function print({ machine, measuredOn, seconds, figures }: Measured, asJson: boolean): void {
  const all = [...figures].flatMap(([name, ofCase]) => ofCase.map((figure) => ({ case: name, ...figure })));
  console.log(
    asJson
      ? JSON.stringify({ machine, measuredOn, seconds, figures: all }, undefined, 2)
      : `${machineLine(machine)}\n\n${figureTable(all)}\n\n${seconds.toFixed(0)} s`,
  );
}

const OPTIONS = {
  only: { type: 'string', multiple: true },
  case: { type: 'string' },
  json: { type: 'boolean', default: false },
  'write-docs': { type: 'boolean', default: false },
} as const;

await runCommand({ name: 'bench', help: HELP, options: OPTIONS }, async (values) => {
  if (values.case !== undefined) return measureHere(values.case);
  const all = [...CASES.keys()];
  const names = values.only?.map((name) => oneOf('--only', name, all)) ?? all;
  const isWriting = values['write-docs'];
  if (isWriting && names.length < CASES.size) {
    throw new UsageError('--write-docs writes the figures of all cases, so --only is to be left out');
  }
  const measured = await measureAll(names);
  print(measured, values.json);
  if (isWriting) writeDocuments(measured);
});
