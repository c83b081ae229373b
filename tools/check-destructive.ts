import { parseArgs } from 'node:util';
import { checkDestructive, updateBaseline, type Verdict } from '../infra/destructive-change/check.ts';

const HELP = `Usage: npm run check:destructive -- [--update]

Compares what a deployment must not lose (tables, buckets, keys, queues, topics, addresses and what guards them) with
infra/destructive-change/baseline.json. A loss that is meant is named in waivers.json beside it, with a reason and a day:
  [{"resource": "STACK/LOGICAL-ID", "change": "removed | replaced | unguarded", "reason": "…", "expires": "YYYY-MM-DD"}]

  --update  take what is new into the baseline, and what was lost by a waiver out of it
  --help    show this text

Exit 0: nothing is lost. Exit 1: something would be, or a waiver is out of date. Exit 2: not understood.
`;

function report({ faults, behind }: Verdict): number {
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) return 1;
  console.log(
    behind
      ? 'Nothing is lost. There is something new: npm run check:destructive -- --update'
      : 'Nothing is lost, and the baseline is current.',
  );
  return 0;
}

function main(): number {
  try {
    const { values } = parseArgs({
      options: { update: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return report(values.update ? updateBaseline(Date.now()) : checkDestructive(Date.now()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

process.exitCode = main();
