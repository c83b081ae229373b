import type { AlertDetails } from '../chart/alert-details.ts';
import type { Measured, Result } from '../clinical/fact.ts';

/** One version of a result that is shown with an alert, as its laboratory sent it. */
export type SentResult = Pick<
  Result,
  'analyte' | 'loinc' | 'status' | 'collectedAt' | 'reportedAt' | 'lowerLimit' | 'labFlags' | 'asSent'
> & { readonly value: Measured };

type Judgement = Pick<
  AlertDetails['judgement'],
  'analyte' | 'comparator' | 'value' | 'unit' | 'collectedAt' | 'context' | 'reasons'
>;

/** What tells one value of a patient from another where it is only shown. */
export type ShownValue = {
  readonly analyte: string;
  readonly comparator: string;
  readonly value: string;
  readonly unit: string;
  readonly collectedAt: number;
};

/** The value that is judged, the albumin it was corrected by, and the last of each context analyte. */
export function shownValues(judgement: Judgement): readonly ShownValue[] {
  const { analyte, comparator, value, unit, collectedAt } = judgement;
  const all = [
    { analyte, comparator, value, unit, collectedAt },
    ...judgement.reasons.flatMap(albuminOf),
    ...judgement.context.map((last) => ({ ...last, ...splitBound(last.value) })),
  ].map((shown) => ({ ...shown, comparator: shown.comparator || '=' }));
  return [...new Map(all.map((shown) => [keyOf(shown), shown])).values()];
}

function albuminOf({ code, values }: Judgement['reasons'][number]): readonly ShownValue[] {
  const { albumin: value, albuminAt, albuminComparator: comparator = '=' } = values;
  if (code !== 'PAYNE' || value === undefined || albuminAt === undefined) return [];
  return [{ analyte: 'albumin', comparator, value, unit: 'g/L', collectedAt: Number(albuminAt) }];
}

/** `<0.5` is 0.5 at the most. */
function splitBound(text: string): Pick<ShownValue, 'comparator' | 'value'> {
  const [, comparator = '=', value = text] = /^([<>]=?)(.*)$/.exec(text) ?? [];
  return { comparator, value };
}

/** Of all versions of results that a patient has, those that are shown with this judgement; of equal ones the last reported. */
export function sentResults(results: readonly Result[], judgement: Judgement): readonly SentResult[] {
  const found = new Map<string, SentResult>();
  const wanted = new Set(shownValues(judgement).map(keyOf));
  for (const result of results.toSorted((a, b) => a.reportedAt - b.reportedAt)) {
    const { value } = result;
    if (value === undefined) continue;
    const key = keyOf(shownBy(result, value));
    if (wanted.has(key)) found.set(key, { ...picked(result), value });
  }
  return [...found.values()];
}

/** The version behind a value that is shown; undefined where it has expired. */
export function sentResultOf(sent: readonly SentResult[], shown: ShownValue): SentResult | undefined {
  return sent.find((result) => keyOf(shownBy(result, result.value)) === keyOf(shown));
}

function shownBy(
  { analyte, collectedAt }: Pick<Result, 'analyte' | 'collectedAt'>,
  value: Measured,
): ShownValue {
  return { analyte, collectedAt, comparator: value.comparator, value: value.amount, unit: value.unit };
}

function picked(result: Result): Omit<SentResult, 'value'> {
  const { analyte, loinc, status, collectedAt, reportedAt, lowerLimit, labFlags, asSent } = result;
  const shown = { analyte, loinc, status, collectedAt, reportedAt, labFlags, asSent };
  return lowerLimit === undefined ? shown : { ...shown, lowerLimit };
}

function keyOf({ analyte, comparator, value, unit, collectedAt }: ShownValue): string {
  return JSON.stringify([analyte, comparator, value, unit, collectedAt]);
}
