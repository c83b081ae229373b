import { runCommand } from '../../tools/command-line.ts';
import { firstCaught } from './first-caught.ts';
import { KNOWN_BAD } from './known-bad.ts';

/** At the slowest rate ever seen this takes less than a minute. */
const MOST_SEEDS = 10_000;
const MOST_SECONDS = 60;

const HELP = `Plays every known-bad variant of the simulator until it is caught, and says by which check, at which seed and in how many
seconds.

Usage: npm run simulate:self-test

Exit 0: all are caught. Exit 1: one is not within ${MOST_SECONDS} s. Exit 2: it was called wrongly.
`;

await runCommand({ name: 'simulate:self-test', help: HELP, options: {} }, playAll);

/** Plays every known-bad variant until it is caught, and says by which check. */
async function playAll(): Promise<void> {
  let missed = 0;
  for (const defect of KNOWN_BAD) {
    const started = performance.now();
    const caught = await firstCaught(defect, MOST_SEEDS);
    const seconds = (performance.now() - started) / 1000;
    if (caught === undefined || seconds > MOST_SECONDS) missed += 1;
    const how = caught === undefined ? 'NOT CAUGHT' : `seed ${caught.seed}: ${caught.violations.join('; ')}`;
    console.log(`${seconds.toFixed(1).padStart(5)} s  ${defect.name}  |  ${how}`);
  }
  console.log(
    `${KNOWN_BAD.length - missed} of ${KNOWN_BAD.length} known-bad variants caught in ${MOST_SECONDS} s each`,
  );
  if (missed > 0) process.exitCode = 1;
}
