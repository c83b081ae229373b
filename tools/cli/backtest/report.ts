import { WHY_CAPPED } from './account.ts';
import type { Trouble } from './batch.ts';
import type { Comparison } from './compare.ts';
import type { History } from './history.ts';
import type { PagesOfDay, Summary } from './summary.ts';

/** What a backtest has found. No patient data. */
export type Report = {
  readonly files: number;
  readonly messages: number;
  /** Days with a message, first and last as YYYY-MM-DD; by MSH-7 as written. */
  readonly days: { readonly count: number; readonly first: string; readonly last: string };
  readonly registered: number;
  readonly seen: number;
  readonly others: number;
  readonly troubles: readonly Omit<Trouble, 'sequence'>[];
  readonly unread: History['files'];
  /** One, or the two that were compared. */
  readonly policies: readonly Summary[];
  readonly comparison?: Comparison;
};

export function reportOf(
  history: History,
  files: number,
  judged: { readonly policies: readonly Summary[]; readonly comparison?: Comparison },
): Report {
  const { messages, registered, seen, others, troubles } = history;
  const days = [...history.days.keys()].filter((day) => day !== '').sort();
  return {
    ...{ files, messages, registered, seen, others, unread: history.files },
    troubles: troubles.map(({ sequence: _, ...told }) => told),
    days: { count: days.length, first: written(days.at(0)), last: written(days.at(-1)) },
    ...judged,
  };
}

function written(day = ''): string {
  return day === '' ? '' : `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

/** Something to act on: what was not read, or nobody matched, so that the counts say too little. */
export function isAmiss({ unread, troubles, messages, seen, others }: Report): boolean {
  const isNoMessage = troubles.some(({ reason }) => reason === 'no-msh');
  return unread.length > 0 || isNoMessage || messages === 0 || seen + others === 0;
}

/** Pages a day with messages. */
export function pagesADay({ pages }: Summary, { days }: Report): string {
  return days.count === 0 ? '0' : (pages / days.count).toFixed(pages / days.count < 10 ? 1 : 0);
}

export function busiestDay({ days }: Summary): PagesOfDay | undefined {
  const [first, ...others] = days;
  return first && others.reduce((a, b) => (b.pages > a.pages ? b : a), first);
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

/** In its two largest units: `2 d 3 h`, `45 min`. */
export function durationText(ms: number): string {
  const from = UNITS.findIndex(([unit]) => ms >= unit);
  if (from < 0) return 'under 1 min';
  let rest = ms;
  const parts = UNITS.slice(from, from + 2).map(([unit, name]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? '' : `${count} ${name}`;
  });
  return parts.filter(Boolean).join(' ');
}

/** What the counts leave out, and how messages without a queue come to a time of receipt. */
export const HOW_IT_COUNTS = [
  'Each message is judged as if it had come when it was sent (MSH-7); messages of one instant in the order of the files. The registry counts as loaded before the first.',
  'Left out: further steps of an escalation and snoozes (nobody answers here), repeats after a fault, and the nightly second look.',
] as const;

/** How a rule is told of beside its id (docs/clinical.md). */
const RULES: ReadonlyMap<string, string> = new Map([
  ['R2', 'a new episode'],
  ['R3', 'worse than told before'],
  ['R6', 'lasts'],
  ['R7', 'returns'],
  ['R8', 'rises below the limit'],
  ['R9', 'a trend below the limit'],
  ['R13', 'late'],
  ['LAB_CRITICAL', "the laboratory's own critical flag"],
  ['PROVISIONAL', 'the last albumin would put it above'],
  ['DISCORDANT', 'total high, ionized not'],
  ['ALBUMIN_HIGH', 'high albumin'],
]);

const CAPPED: ReadonlyMap<string, string> = new Map(
  Object.entries(WHY_CAPPED).map(([why, text]) => [`capped:${why}`, text]),
);

export function ruleText(rule: string): string {
  const told = RULES.get(rule);
  return CAPPED.get(rule) ?? (told === undefined ? rule : `${rule} (${told})`);
}
