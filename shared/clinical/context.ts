import { isAbove, readDecimal } from './decimal.ts';
import type { Analyte } from './fact.ts';
import { byText } from './text-order.ts';
import type { ContextResult } from './verdict.ts';
import type { CurrentResult } from './version.ts';

/** What is shown beside an alert: albumin, the kidney, other causes of a raised calcium, tumour markers. */
const CONTEXT_ANALYTES: readonly Analyte[] = [
  'albumin',
  'creatinine',
  'egfr',
  'phosphate',
  'alkaline-phosphatase',
  'pth',
  'pthrp',
  'vitamin-d',
  'potassium',
  'psa',
  'ca-15-3',
  'ca-27-29',
  'cea',
  'thyroglobulin',
  'm-protein',
];

type Shown = {
  readonly current: CurrentResult;
  readonly value: NonNullable<CurrentResult['result']['value']>;
};

const byNewest = ({ current: a }: Shown, { current: b }: Shown) =>
  b.result.collectedAt - a.result.collectedAt || byText(a.result.key, b.result.key);

const shownText = ({ value: { comparator, amount } }: Shown) =>
  comparator === '=' ? amount : `${comparator}${amount}`;

/** Both exact, in one unit, the last above the one before. */
function isRising(last: Shown, previous: Shown | undefined): boolean {
  if (previous === undefined || last.value.unit !== previous.value.unit) return false;
  if (last.value.comparator !== '=' || previous.value.comparator !== '=') return false;
  const now = readDecimal(last.value.amount);
  const before = readDecimal(previous.value.amount);
  return now !== undefined && before !== undefined && isAbove(now, before);
}

function contextResult(analyte: Analyte, results: readonly Shown[]): readonly ContextResult[] {
  const [last, previous] = results.toSorted(byNewest);
  if (last === undefined) return [];
  return [
    {
      analyte,
      value: shownText(last),
      unit: last.value.unit,
      collectedAt: last.current.result.collectedAt,
      ...(previous && {
        previous: {
          value: shownText(previous),
          unit: previous.value.unit,
          collectedAt: previous.current.result.collectedAt,
        },
      }),
      rising: isRising(last, previous),
    },
  ];
}

/** The last result of each context analyte and the one before it, final or preliminary, never a withdrawn one. */
export function contextOf(results: readonly CurrentResult[]): readonly ContextResult[] {
  const byAnalyte = new Map<Analyte, Shown[]>(CONTEXT_ANALYTES.map((analyte) => [analyte, []]));
  for (const current of results) {
    const { analyte, value } = current.result;
    if (value !== undefined && current.standing !== 'withdrawn')
      byAnalyte.get(analyte)?.push({ current, value });
  }
  return [...byAnalyte].flatMap(([analyte, shown]) => contextResult(analyte, shown));
}
