import { parseArgs } from 'node:util';
import { type EpochMs, epochMs } from '../shared/clinical/instant.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { whyAws } from './cli/deployed-target.ts';
import { deployedArchive } from './replay/deployed-archive.ts';
import { checkSpan, replayArchive } from './replay/replay-archive.ts';

const HELP = `Queues archived messages once more as they were received, after the table was restored.

Usage: npm run replay -- --deployment NAME --from INSTANT [options]

  --deployment NAME  dev, prod, prod-north
  --from INSTANT     received then or later: the second to which the table was restored, 2026-11-23T04:00:00Z
  --until INSTANT    received then or earlier               (default now)
  --region REGION    where it is deployed                  (default as the AWS tools find it)
  --help             this text

Set restoredAt in the configuration and deploy it first, or teams are paged again without REPEAT: docs/operations.md.
The messages pass through this machine: run it where patient data may be (AWS CloudShell), not on a laptop.
Exit 0: all are queued. Exit 2: not all; do it again from the beginning, what comes twice changes nothing.
`;

const OPTIONS = {
  deployment: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function instantOf(option: string, text: string | undefined): EpochMs {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text ?? '')
    ? Date.parse(text ?? '')
    : Number.NaN;
  if (Number.isNaN(at))
    throw new Error(`${option}: give an instant with its zone, such as 2026-11-23T04:00:00Z`);
  return epochMs(at);
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) return console.log(HELP);
  if (!values.deployment) throw new Error('--deployment: missing; name one, such as dev or prod');
  const from = instantOf('--from', values.from);
  const until = values.until === undefined ? systemClock.now() : instantOf('--until', values.until);
  checkSpan({ from, until });
  const archive = await deployedArchive(values.deployment, values.region);
  const onDay = (day: string, messages: number) => console.log(`${day}: ${messages} messages queued`);
  const all = await replayArchive({ from, until }, { ...archive, onDay });
  console.log(`${all} messages queued in all`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const fault = error instanceof Error ? error.message : 'unknown fault';
  console.error(`replay: ${whyAws(error) ?? fault}`);
  process.exitCode = 2;
});
