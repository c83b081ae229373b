import type { Result } from '../../shared/clinical/fact.ts';
import { DAY_MS } from '../../shared/clinical/instant.ts';
import { levelRank } from '../../shared/clinical/level.ts';
import { DRAWS_APART_MS, START } from './results.ts';
import type { Message } from './scenario.ts';

export type FactMessage = Extract<Message, { is: 'fact' }>;

/** A calcium of a patient as it stands in the end, and the rank of the level that it calls for at least. */
type StandingCalcium = {
  readonly collectedAt: number;
  readonly rank: number;
  /** The highest rank at which an alert may stand: what was alerted may be lowered to a milder preliminary. */
  readonly mayStandAt: number;
  /** Received when it was less than a day old: it pages whatever came before. */
  readonly isFresh: boolean;
  readonly isFinal: boolean;
};

/** Of values collected together one stands for all; the scenario's draws lie well apart. */
export function drawOf(collectedAt: number): number {
  return Math.floor((collectedAt - START) / DRAWS_APART_MS);
}

/** What the last version of each result says, worked out in whole hundredths, apart from how the judge does it. */
export function standingCalcium(messages: readonly FactMessage[]): readonly StandingCalcium[] {
  const current = currentResults(messages);
  const albumins = current.filter(({ analyte, status }) => analyte === 'albumin' && status !== 'P');
  return current
    .filter(({ analyte }) => analyte !== 'albumin')
    .map((result) => ({
      collectedAt: result.collectedAt,
      rank: rankOf(result, result.analyte === 'calcium-total' ? albumins : []),
      mayStandAt: wasHigh(result, messages)
        ? rankOf({ ...result, status: 'F' }, result.analyte === 'calcium-total' ? albumins : [])
        : 0,
      isFinal: result.status !== 'P',
      isFresh: firstReceiptOf(result.key, messages) - result.collectedAt < DAY_MS,
    }));
}

/** A preliminary value stands only where one of its draw was to be alerted; others stand for themselves. */
function wasHigh({ status, collectedAt }: Result, messages: readonly FactMessage[]): boolean {
  if (status !== 'P') return true;
  const versions = messages.flatMap(({ fact }) => fact.results);
  return versions.some(
    (version) => drawOf(version.collectedAt) === drawOf(collectedAt) && rankOf(version, []) > 0,
  );
}

/** The latest version of each result that has a value. A preliminary one never replaces a final one. */
function currentResults(messages: readonly FactMessage[]): readonly Result[] {
  const latest = new Map<string, Result>();
  const versions = messages.flatMap(({ fact }) => fact.results).sort((a, b) => a.reportedAt - b.reportedAt);
  for (const version of versions) {
    const before = latest.get(version.key);
    if (version.status === 'P' && before !== undefined && before.status !== 'P') continue;
    latest.set(version.key, version);
  }
  return [...latest.values()].filter(({ value }) => value !== undefined);
}

function firstReceiptOf(key: string, messages: readonly FactMessage[]): number {
  const receipts = messages
    .filter(({ fact }) => fact.results.some((result) => result.key === key))
    .map(({ fact }) => fact.receivedAt);
  return Math.min(...receipts);
}

/** Hundredths of the unit: the limit, and from where it is urgent and above where critical; Payne's factor per g/L. */
const LINES = new Map([
  ['mg/dL', { limit: 1050, urgentFrom: 1200, criticalAbove: 1350, perGPerL: 8 }],
  ['mmol/L', { limit: 260, urgentFrom: 300, criticalAbove: 340, perGPerL: 2 }],
]);

/** Section 5's base level; R5 and R7 only raise it. A preliminary value counts only when critical. */
function rankOf({ value, status, collectedAt }: Result, albumins: readonly Result[]): number {
  const lines = LINES.get(value?.unit ?? '');
  if (lines === undefined || value === undefined) return 0;
  const nearest = albumins
    .filter((albumin) => Math.abs(albumin.collectedAt - collectedAt) <= DAY_MS)
    .sort((a, b) => apart(a, collectedAt) - apart(b, collectedAt) || a.collectedAt - b.collectedAt)[0];
  const below = nearest?.value === undefined ? 0 : 40 - Number(nearest.value.amount);
  const hundredths = Math.round(Number(value.amount) * 100) + below * lines.perGPerL;
  if (hundredths > lines.criticalAbove) return levelRank('critical');
  if (status === 'P') return 0;
  if (hundredths >= lines.urgentFrom) return levelRank('urgent');
  return hundredths > lines.limit ? levelRank('routine') : 0;
}

function apart({ collectedAt }: Result, at: number): number {
  return Math.abs(collectedAt - at);
}
