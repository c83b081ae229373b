import { readFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { renderExplanation } from '../shared/clinical/explanation.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../shared/clinical/instant.ts';
import { parseConfig } from '../shared/runtime/load-config.ts';
import { runCommand, wholeNumber } from './command-line.ts';
import { DAY_START, generateDay, stories } from './day/day.ts';
import { registryPeople } from './day/registry-people.ts';
import { accountOf, addsUp } from './demo/account.ts';
import { accountJson } from './demo/account-json.ts';
import { differences } from './demo/expectation.ts';
import { gistOf } from './demo/gist.ts';
import { startDemoPipeline } from './demo/pipeline.ts';
import { playDay } from './demo/play.ts';
import { reportText } from './demo/report.ts';

const HELP = `Plays a day of two laboratories through the pipeline and says who was paged, when and why, and who was not.
Somebody answers every page in time, so that none goes on to the next step.

Usage: npm run demo -- [options]

  --seed N      another day of ordinary traffic around the same stories  (default 1)
  --messages N  how many ordinary messages                               (default 400)
  --explain     every step of the reasoning, not only what decided
  --json        the account as JSON, with every step
  --help        this text

Exit 0: all went as it should. Exit 1: it did not. Exit 2: it was called wrongly.
`;

const sample = (name: string): string => readFileSync(new URL(`./samples/${name}`, import.meta.url), 'utf8');

/** On the day itself the pager is out of order for a while. */
const OUTAGE = {
  from: plusMs(DAY_START, 17 * HOUR_MS + 15 * MINUTE_MS),
  until: plusMs(DAY_START, 17 * HOUR_MS + 25 * MINUTE_MS),
};

type Demo = {
  readonly seed: number;
  readonly background: number;
  readonly json: boolean;
  readonly explain: boolean;
};

/** Quiet where nobody watches. */
function progressBar(total: number): { readonly step: () => void; readonly stop: () => void } {
  if (!process.stderr.isTTY || process.env.CI !== undefined) return { step: () => {}, stop: () => {} };
  const bar = new SingleBar({ format: '{bar} {value}/{total} messages', clearOnComplete: true });
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}

async function play({ seed, background, json, explain }: Demo): Promise<void> {
  const config = parseConfig(sample('calcium-alerts.config.json'));
  const registry = sample('registry.csv');
  const messages = generateDay({ seed, start: DAY_START, background }, registryPeople(registry));
  const begins = messages[0]?.at ?? DAY_START;
  const pipeline = await startDemoPipeline({ config, registry, begins, outage: OUTAGE });
  const bar = progressBar(messages.length);
  const played = await playDay(messages, pipeline, bar.step).finally(() => {
    bar.stop();
    return pipeline.close();
  });
  const account = accountOf(played, {
    alertIdOf: pipeline.alertIdOf,
    explain: json || explain ? renderExplanation : gistOf,
  });
  console.log(
    json
      ? accountJson(account)
      : reportText({ account, stories, dayStart: DAY_START, outage: OUTAGE, config }),
  );
  if (!addsUp(account.counts) || differences(account, stories).length > 0) process.exitCode = 1;
}

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  messages: { type: 'string', default: '400' },
  explain: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

await runCommand({ name: 'demo', help: HELP, options: OPTIONS }, ({ seed, messages, json, explain }) =>
  play({
    seed: wholeNumber('--seed', seed),
    background: wholeNumber('--messages', messages),
    json,
    explain,
  }),
);
