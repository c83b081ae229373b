import type { Acknowledgement } from '../../../shared/chart/acknowledgement.ts';
import { type Chart, type ChartEntry, emptyChart } from '../../../shared/chart/chart.ts';
import { createChartRepository } from '../../../shared/chart/chart-repository.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import type { Table } from '../../../shared/chart/table.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import type { ChartedFact, RaisedAlert } from '../../../shared/clinical/verdict.ts';
import { createMemoryTable } from '../../simulation/memory-table.ts';

export const NOW = epochMs(Date.UTC(2026, 0, 5, 12));
export const keys = createKeys({ secret: 'unit', version: '1' });

/** A table in memory that answers at once, and counts and may refuse conditional writes. */
export function quietTable() {
  const memory = createMemoryTable();
  return { table: memory.table, memory };
}

/** A repository over a quiet table that holds these charts, each at version 1 or more. */
export async function repositoryOf(charts: readonly Chart[], wrap: (table: Table) => Table = (same) => same) {
  const { table, memory } = quietTable();
  const wrapped = wrap(table);
  const repository = createChartRepository(wrapped, 2);
  const plain = createChartRepository(table, 2);
  for (const chart of charts) await plain.write({ ...chart, version: 0 });
  const chart = (pk: string) => plain.chart(pk);
  return { repository, table: wrapped, memory, chart };
}

export function chartOf(pk: string, more: Partial<Chart> = {}): Chart {
  return { ...emptyChart(pk), ...more };
}

export function entry(id: string, where: string, more: Partial<ChartEntry> = {}): ChartEntry {
  return {
    ...{ id, where, kind: 'alert', level: 'urgent', grade: 3, rule: 'R2', resultKey: `result of ${id}` },
    ...{ n: 0, collectedAt: NOW, raisedAt: NOW, also: [], details: 'attempt-1', restsOn: [] },
    delivery: { state: 'claimed', token: 'attempt-1', until: epochMs(NOW + 60_000), attempts: 1 },
    ...more,
  };
}

export const sent = { state: 'sent', sentAt: NOW, attempts: 1 } as const;

export function patientFact(more: Partial<PatientFact> = {}): PatientFact {
  return {
    ...{ feed: 'lab', readerVersion: '1', mapVersion: '1', receivedAt: NOW, origin: 'live' },
    patient: { authority: 'HOSP', id: 'MRN1' },
    results: [],
    diagnoses: [],
    ...more,
  };
}

export function chartedFact(where: string, factKey: string, more: Partial<PatientFact> = {}): ChartedFact {
  return { ...patientFact(more), where, factKey };
}

export function raisedAlert(where: string, resultKey: string, more: Partial<RaisedAlert> = {}): RaisedAlert {
  return {
    ...{ where, resultKey, restsOn: [], collectedAt: NOW, analyte: 'calcium-corrected' },
    ...{ value: '12.8', unit: 'mg/dL', comparator: '=', upperLimit: '10.5', grade: 3, level: 'urgent' },
    ...{ flags: [], outcome: 'alerted', reasons: [], kind: 'alert', alertLevel: 'urgent', rule: 'R2' },
    ...{ n: 0, also: [], team: 'lung', patient: { authority: 'HOSP', id: 'MRN1' }, context: [] },
    cancer: { class: 'active', bone: false, codes: ['C34.9'] },
    policyVersion: '1',
    ...more,
  };
}

/** Somebody acts on it since now. */
export function acknowledged(more: Partial<Extract<Acknowledgement, { state: 'acknowledged' }>> = {}) {
  return { state: 'acknowledged', by: 'user-1', at: NOW, reason: 'acting', ...more } as const;
}

/** Snoozed now for so long. */
export function snoozed(ms: number, more: Partial<Extract<Acknowledgement, { state: 'snoozed' }>> = {}) {
  const until = plusMs(NOW, ms);
  return { state: 'snoozed', by: 'user-1', at: NOW, until, reason: 'until-time', ...more } as const;
}
