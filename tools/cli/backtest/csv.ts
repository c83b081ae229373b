import { epochMs, isoInstant } from '../../../shared/clinical/instant.ts';
import { type BacktestAlert, isPaged, type SuppressedDraw, WHY_CAPPED, WHY_SUPPRESSED } from './account.ts';
import type { Change } from './compare.ts';
import type { Judged } from './judge-all.ts';

const COLUMNS = [
  ...['policy', 'outcome', 'change', 'raised_at', 'collected_at', 'assigning_authority', 'patient_id'],
  ...['team', 'level', 'kind', 'rule', 'grade', 'value', 'unit', 'corrected', 'limit', 'flags', 'why'],
] as const;
type Row = { readonly [Name in (typeof COLUMNS)[number]]?: string };

export type ToldInCsv = {
  readonly name: string;
  readonly judged: Judged;
  /** What each page becomes by the other policy. */
  readonly changes?: ReadonlyMap<BacktestAlert, Change>;
};

/** Each page, entry of the worklist and draw above the limit that raised nothing, one a line. PATIENT DATA. */
export function* csvLines(policies: readonly ToldInCsv[]): Generator<string> {
  yield COLUMNS.join(',');
  for (const { name, judged, changes } of policies) {
    for (const alert of judged.alerts) yield line(rowOfAlert(alert, name, changes?.get(alert)));
    for (const draw of judged.suppressed) yield line(rowOfDraw(draw, name));
  }
}

function rowOfAlert(alert: BacktestAlert, policy: string, change: Change | undefined): Row {
  const { raisedAt, team, level, kind, rule, capped } = alert;
  return {
    ...{ policy, ...measured(alert), team, level, kind, rule },
    outcome: isPaged(level) ? 'paged' : 'listed',
    raised_at: instant(raisedAt),
    ...(change && { change }),
    ...(capped && { why: WHY_CAPPED[capped] }),
  };
}

function rowOfDraw(draw: SuppressedDraw, policy: string): Row {
  const { level, why } = draw;
  return { ...{ policy, ...measured(draw), level }, outcome: 'not told', why: WHY_SUPPRESSED[why] };
}

function measured(of: BacktestAlert | SuppressedDraw): Row {
  const { patient, collectedAt, grade, value, unit, corrected, limit, flags } = of;
  return {
    ...{ value, unit, corrected, limit, grade: String(grade), flags: flags.join(' ') },
    assigning_authority: patient.authority,
    patient_id: patient.id,
    collected_at: instant(collectedAt),
  };
}

const instant = (at: number): string => isoInstant(epochMs(at));

function line(row: Row): string {
  return COLUMNS.map((column) => cell(row[column] ?? '')).join(',');
}

/** Spreadsheets take what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
