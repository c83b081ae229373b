import type { ListedAlert } from '../../../shared/chart/alert-listing.ts';
import { wholeDocument } from './document.ts';
import { html } from './html.ts';

/** One alert as a signed-in reader would see it; on one machine whoever uses it is that reader. */
export function renderAlert(alert: ListedAlert): string {
  const { level, kind, patient, value, unit, correctedValue, grade, rule, flags } = alert;
  const facts: readonly (readonly [string, string])[] = [
    ['Patient', `${patient.id} (${patient.authority})`],
    ['Calcium', `${value} ${unit}`],
    ['Corrected for albumin', correctedValue === null ? 'not corrected' : `${correctedValue} ${unit}`],
    ['Grade (CTCAE v5.0)', String(grade)],
    ['Collected', alert.collectedAt],
    ['Raised', alert.raisedAt],
    ['Rule', rule],
    ['Flags', flags.length === 0 ? 'none' : flags.join(', ')],
    ['Delivery', alert.delivery],
  ];
  const main = html`<main id="main">
<p class="back"><a href="/">Inbox</a></p>
<h1>Raised calcium in a patient with cancer</h1>
<p class="lead"><span class="tags"><span class="tag ${level}">${level}</span><span class="tag kind">${kind}</span></span>
Reference ${alert.alertId.slice(0, 8).toUpperCase()}</p>
<dl class="facts">${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
</main>`;
  return wholeDocument(`${level} ${kind} · calcium-alerts`, main);
}
