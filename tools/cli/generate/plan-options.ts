import { type Command, InvalidArgumentError, Option } from 'commander';
import { type EpochMs, epochMs } from '../../../shared/clinical/instant.ts';
import { DAY_START } from '../../day/day.ts';
import { wholeFrom } from '../option-values.ts';

/** What a synthetic hospital is made from. */
export function plannedBy(command: Command): Command {
  return command
    .option('--seed <number>', 'the same seed gives the same hospital', wholeFrom(0), 1)
    .option('--patients <count>', 'everybody it treats; one in 25 has a known cancer', wholeFrom(1), 1_000)
    .option('--days <count>', 'how many days of messages', wholeFrom(1), 7)
    .addOption(
      new Option('--start <date>', 'the first of them, in UTC')
        .default(DAY_START, '2026-06-16')
        .argParser(dateOf),
    );
}

function dateOf(text: string): EpochMs {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Give a date such as 2026-06-16.');
  return epochMs(at);
}
