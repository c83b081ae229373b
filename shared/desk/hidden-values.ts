import { renderExplanation } from '../clinical/explanation.ts';
import type { Reason } from '../clinical/verdict.ts';

/** What reasons say of policies, laboratories and rules. Everything else may be a patient's. */
const NOT_OF_PATIENTS: ReadonlySet<string> = new Set([
  ...['analyte', 'basis', 'below', 'days', 'factor', 'from', 'grade', 'hours', 'kind', 'level', 'limit'],
  ...['others', 'pivot', 'rule', 'to', 'unit', 'use', 'why'],
]);
const COMPARATORS: ReadonlySet<string> = new Set(['comparator', 'albuminComparator']);
const HIDDEN = '•••';
/** What an instant that is hidden reads as. */
const NO_INSTANT = 'an unknown time';

/** The reasoning in plain sentences without what was measured of the patient, and when. */
export function renderWithoutValues(reasons: readonly Reason[]): readonly string[] {
  const hidden = reasons.map(({ code, values }) => ({ code, values: withoutValues(values) }));
  return renderExplanation({ reasons: hidden }).map((sentence) => sentence.replaceAll(NO_INSTANT, HIDDEN));
}

function withoutValues(values: Reason['values']): Reason['values'] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(name, value)]));
}

function shown(name: string, value: string): string {
  if (NOT_OF_PATIENTS.has(name)) return value;
  return COMPARATORS.has(name) ? '=' : HIDDEN;
}
