import { teamFor } from '../../../shared/alerting/routing.ts';
import { createSweep } from '../../../shared/alerting/sweep.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import type { Table } from '../../../shared/chart/table.ts';
import type { Result } from '../../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import { createDeskService } from '../../../shared/desk/create-desk-service.ts';
import type { DeskTable } from '../../../shared/desk/desk-table.ts';
import type { DeskUser } from '../../../shared/desk/user.ts';
import type { Team } from '../../../shared/runtime/config.ts';
import { escalationConfigSchema } from '../../../shared/runtime/config-escalation.ts';
import { keys, NOW, patientFact } from '../chart/charts.ts';
import { partsOf } from '../chart/services.ts';
import { albumin, total } from '../clinical/judge/patient.ts';

export const LUNG: DeskUser = { id: 'sub-1', name: 'Dr Lung', roles: ['clinician'], teams: ['lung'] };
export const BREAST: DeskUser = { id: 'sub-2', name: 'Dr Breast', roles: ['clinician'], teams: ['breast'] };
export const COORDINATOR: DeskUser = { id: 'sub-3', name: 'Co', roles: ['coordinator'], teams: [] };
export const AUDITOR: DeskUser = { id: 'sub-4', name: 'Au', roles: ['auditor'], teams: [] };

const team = (id: string, more: Partial<Team> = {}): Team =>
  ({ id, name: id, contacts: [], rota: [], ...more }) as never;
/** A team that is to answer within ten minutes, and whose working day ends at noon. */
const UNTIL_NOON = escalationConfigSchema.parse({
  steps: [{ id: 'on-call', name: 'On call' }],
  ...{ timeZone: 'UTC', workingDayEnds: '12:00', minutes: { critical: [10] } },
});
export const ROUTING = {
  teams: [team('lung'), team('breast', { escalation: UNTIL_NOON }), team('canary'), team('fallback')],
  fallbackTeam: 'fallback',
};

/** The desk's view of a table of which the other requests are known. */
function deskTableOf(table: Table): DeskTable {
  return {
    ...table,
    newest: async ({ pk, from, before, limit }) =>
      (await table.query(pk, from, before))
        .filter(({ sk }) => sk < before)
        .reverse()
        .slice(0, limit),
  };
}

type Wrap = (table: Table) => Table;

/**
 * The desk, the charts and the sweep over one table in memory, and a laboratory that sends at the hour of each result;
 * `wrap` is between the desk and the table, `wrapCharts` between the charts and the table.
 */
export function desk(wrap: Wrap = (same) => same, wrapCharts: Wrap = (same) => same) {
  const all = partsOf({
    judge,
    wrap: wrapCharts,
    composePage: ({ team, ...alert }) => ({
      ...{
        ...alert,
        team: teamFor(team, ROUTING),
        contacts: ['first'],
        step: 1,
        subject: '',
        sms: '',
        email: '',
      },
    }),
  });
  let tokens = 0;
  const { parts, time, pages, plain, memory } = all;
  const clock = parts.clock;
  const charts = createChartService(parts);
  const table = wrap(memory.table);
  const service = createDeskService({
    table: deskTableOf(table),
    repository: createChartRepository(table, 1),
    policyOf: parts.policyOf,
    routing: ROUTING,
    clock,
    newToken: () => `t${++tokens}`,
  });
  let identities = 0;

  /** One message of a patient, received now, and judged. */
  async function send(id: string, results: readonly Result[]): Promise<void> {
    identities += 1;
    const fact = patientFact({
      patient: { authority: 'HOSP', id },
      receivedAt: clock.now(),
      results: results.map((result) => ({ ...result, key: `${id} ${result.key}` })),
    });
    await charts.judge(await charts.record(fact.patient, `message ${identities}`, fact));
  }

  /** Somebody of a team, with cancer since long. */
  async function register(id: string, teamId = 'lung'): Promise<void> {
    const registration = {
      ...({ source: 'registry', icd10: 'C34.1', status: 'active', team: teamId } as const),
      loadedAt: plusMs(NOW, -400 * DAY_MS),
    };
    const fact = patientFact({
      patient: { authority: 'HOSP', id },
      receivedAt: registration.loadedAt,
      registration,
    });
    await charts.record(fact.patient, `row of ${id}`, fact);
  }

  /** A calcium in mg/dL drawn now with a normal albumin. */
  const calcium = (id: string, amount: string, at: EpochMs = clock.now()) =>
    send(id, [total(`${amount} mg/dL`, at), albumin('40 g/L', at)]);

  return {
    ...{ service, charts, send, register, calcium, pages, plain, memory, clock, parts },
    sweep: createSweep(parts),
    later: (hours: number) => {
      time.passed += hours * HOUR_MS;
    },
    now: () => epochMs(clock.now()),
    chart: (id: string) => plain.chart(keys.patientKey({ authority: 'HOSP', id })),
    /** The ids of the alerts of a patient, in the order in which they were raised. */
    ids: async (id: string) =>
      (await plain.chart(keys.patientKey({ authority: 'HOSP', id }))).alerts.map((alert) => alert.id),
    trail: async (alertId: string) => (await service.audit(AUDITOR, alertId)).map(({ action }) => action),
  };
}

/** The id of the only alert of a patient. */
export async function onlyAlert({ ids }: Pick<ReturnType<typeof desk>, 'ids'>, id: string): Promise<string> {
  const [alertId, ...others] = await ids(id);
  if (alertId === undefined || others.length > 0) throw new Error('not one alert');
  return alertId;
}
