import * as z from 'zod';
import type { PatientKey } from '../../shared/chart/chart-service.ts';
import { type ListPatients, type Place, placeSchema } from '../../shared/chart/patient-page.ts';
import type { Policies } from '../../shared/chart/policies.ts';
import { noteRegistered } from '../../shared/chart/registered-patients.ts';
import type { Review } from '../../shared/chart/review.ts';
import type { Table } from '../../shared/chart/table.ts';
import { type EpochMs, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import { loadNight, type Night, saveNight } from './night.ts';
import { notePolicies } from './policy-times.ts';
import { type RejudgePatientsParts, rejudgePatients } from './rejudge-patients.ts';
import { addTallies, NOTHING_YET, type Tally } from './tally.ts';

export type RejudgeParts = Omit<RejudgePatientsParts, 'review'> & {
  readonly table: Pick<Table, 'get' | 'put' | 'putVersion'>;
  readonly listPatients: ListPatients;
  readonly policies: Policies;
  readonly reviewBy: (policySince: (policy: Policy) => EpochMs) => Review;
};

/** From the command: a re-judge of its own beside that of the night, in portions; `after` is the answer's `next`. */
export const commandSchema = z.strictObject({ dryRun: z.boolean(), after: placeSchema.optional() });

/** What a schedule sends has no command. */
const eventSchema = z.object({ command: commandSchema.optional() });

/** What a command is answered: some of the patients, and where to go on; none where these were the last. */
export type Portion = { readonly tally: Tally; readonly next?: Place };

type RemainingTime = { readonly getRemainingTimeInMillis: () => number };

/** Enough to end a page of the table with. */
const KEPT_MS = MINUTE_MS;

/** Whoever commands is answered before a connection is taken for dead. */
const PORTION_MS = MINUTE_MS;

/**
 * Each quarter of an hour: goes on with the re-judge of the night, from the place where the run before it stopped, and
 * does nothing when the night is done. A command gets a portion of a re-judge of its own.
 */
export function createHandler(
  parts: RejudgeParts,
): (event: unknown, context: RemainingTime) => Promise<Portion | undefined> {
  return async (event, context) => {
    const { command } = eventSchema.parse(event);
    const now = parts.clock.now();
    const policySince = await notePolicies(parts.table, parts.policies, now);
    const working = { ...parts, review: parts.reviewBy(policySince) };
    const isTime = () => context.getRemainingTimeInMillis() > KEPT_MS;
    if (command !== undefined) {
      const isSoon = () => isTime() && parts.clock.now() - now < PORTION_MS;
      return rejudgePortion(command, isSoon, working);
    }
    await rejudgeTonight(now, isTime, working);
    return undefined;
  };
}

type Working = RejudgeParts & RejudgePatientsParts;

async function rejudgePortion(
  { dryRun, after }: z.infer<typeof commandSchema>,
  isTime: () => boolean,
  parts: Working,
): Promise<Portion> {
  let portion: Portion = { tally: NOTHING_YET, ...(after && { next: after }) };
  do {
    const { patients, next } = await parts.listPatients(portion.next);
    const tally = await rejudgePatients(patients, !dryRun, parts);
    portion = { tally: addTallies(portion.tally, tally), ...(next && { next }) };
  } while (portion.next !== undefined && isTime());
  return portion;
}

async function rejudgeTonight(begunAt: EpochMs, isTime: () => boolean, parts: Working): Promise<void> {
  const { clock, table, telemetry } = parts;
  let night: Night | undefined = await loadNight(table, begunAt);
  while (night !== undefined && night.finishedAt === undefined && isTime()) {
    night = await saveNight(table, await afterPage(night, parts));
    if (night?.finishedAt !== undefined) tellOfNight(night, parts);
  }
  if (night === undefined) return;
  const since = night.finishedAt ?? night.lastFinishedAt ?? night.startedAt;
  telemetry.measure('RejudgeAgeMs', Math.max(0, clock.now() - since), 'Milliseconds');
}

async function afterPage({ after, last, ...night }: Night, parts: Working): Promise<Night> {
  const listed = await parts.listPatients(after);
  // The items of a patient lie together: whom a page ends with the next one may begin with.
  const patients = listed.patients.filter((patient) => patient !== last);
  const tally = addTallies(night.tally, await rejudgePatients(patients, true, parts));
  parts.telemetry.count('RejudgeCharts', patients.length);
  if (listed.next !== undefined)
    return { ...night, tally, after: listed.next, ...lastOf(listed.patients, last) };
  const finishedAt = parts.clock.now();
  await noteTeams(tally, finishedAt, parts);
  return { ...night, tally, finishedAt };
}

function lastOf(patients: readonly PatientKey[], before: string | undefined): Pick<Night, 'last'> {
  const last = patients.at(-1) ?? before;
  return last === undefined ? {} : { last };
}

/** How many registered patients each team has: what its alerts are counted against. */
async function noteTeams(
  { registered }: Tally,
  at: EpochMs,
  { table, routing }: Pick<Working, 'table' | 'routing'>,
): Promise<void> {
  const counts = new Map(Object.entries(registered));
  for (const { id } of routing.teams) await noteRegistered(table, id, counts.get(id) ?? 0, at);
}

function tellOfNight({ tally, startedAt, finishedAt }: Night, { telemetry }: Working): void {
  const { charts, failed, listed } = tally;
  telemetry.info('night-rejudged', { charts, failed, listed, durationMs: Number(finishedAt) - startedAt });
}
