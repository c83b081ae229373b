import { describe, expect, it } from 'vitest';
import { alertItem } from '../../../shared/chart/alert-item.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { advanced, withdrawn } from '../../../shared/chart/escalation.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { RaisedAlert } from '../../../shared/clinical/verdict.ts';
import { alertRow, readTold } from '../../../shared/desk/alert-row.ts';
import type { PatientView } from '../../../shared/desk/patient-view.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { escalatingConfig } from '../alerting/escalating-config.ts';
import { acknowledged, chartOf, entry, NOW, raisedAlert, sent, snoozed } from '../chart/charts.ts';
import { at, escalation } from '../chart/escalations.ts';

const ROUTING = configSchema.parse(escalatingConfig());

/** The view of a patient with these alerts. */
function viewOf(alerts: ChartEntry[], episodes: PatientView['episodes'] = []): PatientView {
  const root = chartOf('P', { alerts });
  return {
    union: { root, keys: new Set(['P']), alerts, facts: [], survivor: undefined },
    input: { facts: [], alerted: [], policy: defaultPolicy, now: NOW },
    episodes,
  };
}

async function rowOf(
  given: { readonly entry?: Partial<ChartEntry>; readonly raised?: Partial<RaisedAlert> },
  view: { readonly alerts?: ChartEntry[]; readonly episodes?: PatientView['episodes'] } = {},
) {
  const alert = entry('a', 'P', { delivery: sent, ...given.entry });
  const raised = raisedAlert('P', 'r', given.raised);
  const { union } = viewOf([]);
  const item = alertItem({ id: 'a', where: 'P', raised }, union, NOW, alert.details);
  const get = async (pk: string, sk: string) => (pk === 'P' && sk === 'ALERT#a#attempt-1' ? item : undefined);
  const told = await readTold({ table: { get } as never }, alert);
  const seen = viewOf([alert, ...(view.alerts ?? [])], view.episodes);
  return alertRow(alert, told, seen, { routing: ROUTING, now: plusMs(NOW, 1_000) });
}

describe('an alert in a list', () => {
  it('is told with its value, patient and level', async () => {
    const raised = { flags: ['LATE'], value: '13.10' } as const;
    expect(await rowOf({ entry: { team: 'lung' }, raised })).toEqual({
      ...{ alertId: 'a', team: 'lung', patient: { authority: 'HOSP', id: 'MRN1' } },
      ...{ level: 'urgent', kind: 'alert', grade: 3, rule: 'R2', flags: ['LATE'] },
      ...{ value: '13.10', unit: 'mg/dL', correctedValue: null, collectedAt: NOW, raisedAt: NOW },
      ...{ delivery: 'sent', acknowledgement: null, escalation: null, episode: 'closed' },
    });
  });

  it.each([
    ['at the first step', escalation(), { step: 1, of: 3, nextAt: at(15) }],
    ['at the last step', escalation({ next: [] }), { step: 3, of: 3, nextAt: at(60) }],
    ['that is over', advanced(escalation({ next: [] }), at(60)), { step: 3, of: 3, nextAt: null }],
    ['that a notice has ended', withdrawn(escalation()), null],
  ])('says of an escalation %s who is next', async (_, of, shown) => {
    expect((await rowOf({ entry: { escalation: of } })).escalation).toEqual(shown);
    const answered = { escalation: of, acknowledgement: acknowledged() };
    expect((await rowOf({ entry: answered })).escalation).toBeNull();
  });

  it.each([
    ['the first', escalation(), { paged: 'On call', next: 'Consultant' }],
    ['the last', escalation({ next: [], contacts: ['duty-manager'] }), { paged: 'Duty manager' }],
    ['one that is no more', escalation({ next: [], contacts: ['matron'] }), {}],
  ])('calls its steps as its team does: %s', async (_, of, names) => {
    const { escalation: shown } = await rowOf({ entry: { team: 'lung', escalation: of } });
    expect({ paged: shown?.paged, next: shown?.next }).toEqual({
      paged: undefined,
      next: undefined,
      ...names,
    });
  });

  it.each(['gone', undefined])('of team %s is the fallback team', async (team) => {
    expect(await rowOf({ entry: team === undefined ? {} : { team } })).toMatchObject({ team: 'fallback' });
  });

  it.each([
    ['>', '>'],
    ['<=', '<='],
    ['=', undefined],
    ['', undefined],
  ])('says of the comparator %j: %j', async (comparator, shown) => {
    expect((await rowOf({ raised: { comparator } })).comparator).toBe(shown);
  });

  it('names the unit of the corrected value where it is another than that of the value', async () => {
    const corrected = { correctedValue: '12.9', correctedUnit: 'mg/dL' };
    expect(await rowOf({ raised: corrected })).toMatchObject({ correctedValue: '12.9' });
    expect(await rowOf({ raised: corrected })).not.toHaveProperty('correctedUnit');
    const ionized = { ...corrected, value: '1.70', unit: 'mmol/L' };
    expect(await rowOf({ raised: ionized })).toMatchObject({ unit: 'mmol/L', correctedUnit: 'mg/dL' });
    expect(await rowOf({})).not.toHaveProperty('correctedUnit');
  });

  it.each([
    ['is acknowledged', acknowledged(), acknowledged()],
    ['is snoozed', snoozed(1_001), snoozed(1_001)],
    ['was snoozed until now', snoozed(1_000), null],
  ])('that %s has the answer that stands', async (_, acknowledgement, shown) => {
    expect((await rowOf({ entry: { acknowledgement } })).acknowledgement).toEqual(shown);
  });

  it('is of a running episode from the instant at which that opened, and until it ends', async () => {
    const state = async (episodes: PatientView['episodes']) => (await rowOf({}, { episodes })).episode;
    expect(await state([{ from: NOW }])).toBe('running');
    expect(await state([{ from: plusMs(NOW, 1) }])).toBe('closed');
    expect(await state([{ from: plusMs(NOW, -1), to: NOW }])).toBe('closed');
    expect(await state([{ from: plusMs(NOW, -9), to: plusMs(NOW, -5) }, { from: plusMs(NOW, -1) }])).toBe(
      'running',
    );
  });

  it('names the newest alert raised after it, and no notice', async () => {
    const at = (id: string, ms: number, kind: ChartEntry['kind'] = 'alert') =>
      entry(id, 'P', { raisedAt: plusMs(NOW, ms), kind });
    const newer = async (...alerts: ChartEntry[]) => (await rowOf({}, { alerts })).newer;
    expect(await newer(at('b', 1), at('d', 3), at('c', 2), at('n', 4, 'correction'))).toBe('d');
    expect(await newer(at('b', 0), at('c', -1))).toBeUndefined();
    expect(await newer(at('b', 2), at('c', 2))).toBe('b');
  });
});
