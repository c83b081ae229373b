import { createHandler, type RejudgeParts } from '../../../../functions/rejudge/handler.ts';
import type { PatientKey } from '../../../../shared/chart/chart-service.ts';
import type { Place } from '../../../../shared/chart/patient-page.ts';
import type { Difference, Reviewed } from '../../../../shared/chart/review.ts';
import { type EpochMs, epochMs } from '../../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../../shared/clinical/policy.ts';
import { quietTable } from '../../chart/charts.ts';
import { silentTelemetry, type Told } from '../silent-telemetry.ts';

const MINUTES_OF_A_RUN = 15;
const ROUTING = { teams: ['lung', 'breast'].map((id) => ({ id })), fallbackTeam: 'breast' } as never;

/** The handler over a table in memory, with patients in pages; what a review says of each is given. */
export function houseOf(
  pages: readonly (readonly string[])[],
  says: (patient: string) => readonly Difference[] | Reviewed | Error = () => [],
  given: Partial<RejudgeParts> = {},
) {
  const { table, memory } = quietTable();
  const told: Told[] = [];
  const seen = { reviewed: [] as string[], judged: [] as string[], notices: [] as string[], paused: 0 };
  const time = { now: epochMs(Date.UTC(2026, 10, 23, 1)), runEndsAt: 0, perChart: 0 };
  const policySinces: ((policy: typeof defaultPolicy) => EpochMs)[] = [];
  const handler = createHandler({
    table,
    policies: { all: [defaultPolicy], choice: 'by team' },
    listPatients: async (after) => {
      const index = after === undefined ? 0 : Number(after.sk);
      const next = index + 1 < pages.length ? placeOf(index + 1) : undefined;
      return { patients: (pages[index] ?? []) as readonly PatientKey[], next };
    },
    reviewBy: (policySince) => {
      policySinces.push(policySince);
      return async (patient) => {
        seen.reviewed.push(patient);
        time.now = epochMs(time.now + time.perChart);
        const said = says(patient);
        if (said instanceof Error) throw said;
        return 'differences' in said ? said : { differences: said };
      };
    },
    judge: async (patient) => {
      seen.judged.push(patient);
      return { raised: 1, paged: 1, registered: true };
    },
    operations: { tell: async ({ code, subject }) => void seen.notices.push(`${code} ${subject}`) },
    clock: { now: () => time.now },
    telemetry: silentTelemetry(told),
    teamOf: () => 'lung',
    routing: ROUTING,
    pause: async (ms) => {
      seen.paused += ms;
    },
    perSecond: 100,
    ...given,
  });
  const run = (event: unknown = {}) => {
    time.runEndsAt = time.now + MINUTES_OF_A_RUN * 60_000;
    return handler(event, { getRemainingTimeInMillis: () => time.runEndsAt - time.now });
  };
  const measured = (event: string) => told.filter((one) => one.event === event).map(({ fields }) => fields);
  return { run, seen, time, told, measured, memory, policySinces };
}

export const placeOf = (page: number): Place => ({ pk: 'P#', sk: String(page) });

export const difference = (more: Partial<Difference> = {}): Difference => ({
  ...{ kind: 'alert', level: 'critical', finding: 'missed' },
  ...more,
});
