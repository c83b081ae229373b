import type { Operations } from '../../shared/alerting/publisher.ts';
import type { ChartService, PatientKey } from '../../shared/chart/chart-service.ts';
import { newestReadings } from '../../shared/chart/newest-readings.ts';
import type { Difference, Review, Reviewed } from '../../shared/chart/review.ts';
import type { TeamOfPatient } from '../../shared/chart/team-of-patient.ts';
import { isoInstant } from '../../shared/clinical/instant.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type ListingParts, listAgain } from './list-again.ts';
import { alertMissedNotice } from './notices.ts';
import { addTallies, NOTHING_YET, ONE_FAILED, type Tally, tallyOf } from './tally.ts';

export type RejudgePatientsParts = ListingParts & {
  readonly review: Review;
  readonly teamOf: TeamOfPatient;
  readonly judge: ChartService['judge'];
  readonly operations: Operations;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly pause: (ms: number) => Promise<void>;
  /** At most so many charts a second: the messages go first. */
  readonly perSecond: number;
};

const AT_ONCE = 5;

/** Judges each of these patients again; `raises` = what was missed is raised, operations are told, and lists are mended. */
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
    tally = found.reduce(addTallies, tally);
    await pause(Math.max(0, (some.length * 1_000) / perSecond - (clock.now() - begunAt)));
  }
  return tally;
}

async function rejudge(patient: PatientKey, raises: boolean, parts: RejudgePatientsParts): Promise<Tally> {
  const { review, telemetry } = parts;
  try {
    const reviewed = await review(patient);
    if (raises) await raise(patient, reviewed.differences, parts);
    const listed = raises ? await listAgain(reviewed.patient?.union.alerts ?? [], parts) : 0;
    return tallyOf(reviewed.differences, { listed, team: registeredTeam(reviewed, parts) });
  } catch (error) {
    telemetry.error('rejudge-failed', error);
    if (raises) telemetry.count('RejudgeFailed');
    return ONE_FAILED;
  }
}

/** Whose patient it is, of somebody with a known cancer. */
function registeredTeam(
  { patient }: Reviewed,
  { teamOf }: Pick<RejudgePatientsParts, 'teamOf'>,
): string | undefined {
  return patient?.registered ? teamOf(newestReadings(patient.union.facts)) : undefined;
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
