import type { Operations } from '../../shared/alerting/publisher.ts';
import type { ChartService, PatientKey } from '../../shared/chart/chart-service.ts';
import type { Difference, Review } from '../../shared/chart/review.ts';
import { isoInstant } from '../../shared/clinical/instant.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { alertMissedNotice } from './notices.ts';
import { addTallies, NOTHING_YET, type Tally, tallyOf } from './tally.ts';

export type RejudgePatientsParts = {
  readonly review: Review;
  readonly judge: ChartService['judge'];
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly pause: (ms: number) => Promise<void>;
  /** At most so many charts a second: the messages go first. */
  readonly perSecond: number;
};

const AT_ONCE = 5;

/** Judges each of these patients again; `raises` = what was missed is raised, and operations are told. */
export async function rejudgePatients(
  patients: readonly PatientKey[],
  raises: boolean,
  parts: RejudgePatientsParts,
): Promise<Tally> {
  const { clock, pause, perSecond } = parts;
  let tally = NOTHING_YET;
  for (let from = 0; from < patients.length; from += AT_ONCE) {
    const begunAt = clock.now();
    const some = patients.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((patient) => rejudge(patient, raises, parts)));
    tally = found.map(tallyOf).reduce(addTallies, tally);
    await pause(Math.max(0, (some.length * 1_000) / perSecond - (clock.now() - begunAt)));
  }
  return tally;
}

async function rejudge(
  patient: PatientKey,
  raises: boolean,
  parts: RejudgePatientsParts,
): Promise<readonly Difference[] | 'failed'> {
  const { review, telemetry } = parts;
  try {
    const differences = await review(patient);
    if (raises) await raise(patient, differences, parts);
    return differences;
  } catch (error) {
    telemetry.error('rejudge-failed', error);
    if (raises) telemetry.count('RejudgeFailed');
    return 'failed';
  }
}

/** By the way that messages take: once raised it is in the chart, and what cannot be sent is the sweep's. */
async function raise(
  patient: PatientKey,
  differences: readonly Difference[],
  { judge, operations, clock, telemetry }: RejudgePatientsParts,
): Promise<void> {
  const missed = differences.filter(({ finding }) => finding === 'missed');
  if (missed.length > 0 || differences.some(({ finding }) => finding === 'expected')) await judge(patient);
  for (const { finding, kind } of differences) telemetry.count('RejudgeDifferences', 1, { finding, kind });
  if (missed.length === 0) return;
  telemetry.count('RejudgeMissed', missed.length);
  await operations.tell(alertMissedNotice(isoInstant(clock.now()).slice(0, 10)));
}
