import { DAY_MS, type EpochMs, plusMs } from '../../shared/clinical/instant.ts';
import { understand } from '../../shared/clinical/understand-observation.ts';
import { readMessage } from '../../shared/hl7/read-message.ts';
import { factsOf } from '../../shared/intake/facts-of.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { benchMessage, TWELVE_WATCHED } from './messages.ts';
import type { OwnPipeline } from './own-pipeline.ts';
import { sampleConfig, sampleFeed } from './sample-feed.ts';

const DAYS = 350;

/** Puts so many results of one patient, spread over a year, as facts of their messages; none of them is judged yet. */
export async function recordHistory(
  { chart, keys }: OwnPipeline,
  patient: string,
  results: number,
): Promise<void> {
  const { policy } = sampleConfig();
  const { feed, caps } = sampleFeed();
  const now = systemClock.now();
  for (let kept = 0, number = 1; kept < results; number += 1) {
    const daysAgo = DAYS - ((kept + 1) / (results + 1)) * (DAYS - 1);
    const sentAt = plusMs(now, -Math.round(daysAgo * DAY_MS));
    const read = readMessage(calciumOf(patient, number, sentAt), { feed, caps });
    const context = { feed, policy, understand, resultKey: keys.resultKey };
    const { patients } = factsOf(read, { ...context, receivedAt: sentAt, origin: 'live' });
    for (const { identifier, part, fact } of patients) {
      await chart.record(identifier, `${number} ${part}`, fact);
      kept += fact.results.length;
    }
  }
}

export function calciumOf(patient: string, number: number, sentAt: EpochMs): Uint8Array {
  return benchMessage({ tests: TWELVE_WATCHED, patient, number, sentAt, calcium: '9.5' });
}
