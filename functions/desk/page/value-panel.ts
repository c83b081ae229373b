import { analyteName } from '../../../shared/clinical/analyte-table.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import type { DeskAlert } from '../../../shared/desk/desk-alert.ts';
import { boundText } from './bound-text.ts';
import { type Html, html } from './html.ts';
import { shownTime } from './shown-time.ts';

type Judgement = DeskAlert['judgement'];

const BASES: ReadonlyMap<string, string> = new Map([
  ['ionized', 'ionized calcium'],
  ['lab-corrected', 'corrected by the laboratory'],
  ['computed', 'corrected for albumin'],
  ['uncorrected', 'total calcium, uncorrected'],
]);

/** The values of the reason of this code, where the judgement gives one. */
function reasonValues({ reasons }: Judgement, code: string): ReadonlyMap<string, string> | undefined {
  const found = reasons.find((reason) => reason.code === code);
  return found && new Map(Object.entries(found.values));
}

/** The value that was graded, as text, and what it is. */
export function gradedValue(judgement: Judgement): { readonly text: string; readonly basis: string } {
  const graded = reasonValues(judgement, 'GRADE');
  const { comparator, value, unit } = judgement;
  const [shownComparator, shownValue, shownUnit] = [
    graded?.get('comparator') ?? comparator,
    graded?.get('value') ?? value,
    graded?.get('unit') ?? unit,
  ];
  const basis = BASES.get(graded?.get('basis') ?? '') ?? analyteName(judgement.analyte).toLowerCase();
  return { text: `${boundText(shownComparator)}${shownValue} ${shownUnit}`, basis };
}

/** What was measured, how it was corrected, and what was graded. */
export function valuePanel({ judgement, grade, kind }: DeskAlert): Html {
  const { analyte, comparator, value, unit, upperLimit, collectedAt } = judgement;
  const graded = gradedValue(judgement);
  const gradeName = kind === 'alert' ? 'Lab grade (CTCAE v5.0)' : 'Lab grade as alerted (CTCAE v5.0)';
  return html`<section class="panel" aria-labelledby="value"><h2 id="value">The value</h2>
<dl class="facts">
<dt>As sent</dt><dd>${boundText(comparator)}${value} ${unit} <span class="meta">${analyteName(analyte)}</span></dd>
${correction(judgement)}
<dt>Graded</dt><dd><b>${graded.text}</b> <span class="meta">${graded.basis}</span></dd>
<dt>${gradeName}</dt><dd><b>${grade}</b></dd>
<dt>Upper limit</dt><dd>${upperLimit} ${unit}</dd>
<dt>Collected</dt><dd>${shownTime(collectedAt)}</dd>
</dl></section>`;
}

function correction(judgement: Judgement): Html {
  const { correctedValue, correctedUnit, unit } = judgement;
  if (correctedValue === undefined) return html`<dt>Corrected for albumin</dt><dd>not corrected</dd>`;
  return html`<dt>Corrected for albumin</dt><dd>${correctedValue} ${correctedUnit ?? unit}${formula(judgement)}</dd>`;
}

/** Payne's formula with the numbers that went into it. */
function formula(judgement: Judgement): Html | undefined {
  const payne = reasonValues(judgement, 'PAYNE');
  if (payne === undefined) return undefined;
  const [total, factor, pivot, albumin] = ['total', 'factor', 'pivot', 'albumin'].map(
    (name) => payne.get(name) ?? '?',
  );
  const at = Number(payne.get('albuminAt'));
  return html`<span class="formula">${total} + ${factor} × (${pivot} − ${albumin}) <span class="meta">Payne; albumin ${boundText(payne.get('albuminComparator'))}${albumin} g/L${
    Number.isSafeInteger(at) && html` of ${shownTime(epochMs(at))}`
  }</span></span>`;
}
