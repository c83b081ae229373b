import { type Html, html } from '../../../functions/desk/page/html.ts';
import {
  adviceSections,
  flagList,
  panel,
  pointerList,
  redFlagSection,
} from '../../../functions/desk/page/render-advice.ts';
import { contextTable } from '../../../functions/desk/page/render-context.ts';
import { shownTime, withShownTimes } from '../../../functions/desk/page/shown-time.ts';
import type { AlertDetails } from '../../../shared/chart/alert-details.ts';
import { adviceOn } from '../../../shared/clinical/advice.ts';
import { renderExplanation } from '../../../shared/clinical/explanation.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { wholeDocument } from './document.ts';

/** One alert as a signed-in reader would see it; on one machine whoever uses it is that reader. */
export function renderAlert(details: AlertDetails, timeZone?: string): string {
  const { listed, judgement } = details;
  const { level, kind, grade, alertId } = listed;
  const advice = adviceOn({ ...judgement, kind, grade });
  const because = renderExplanation(judgement).map(
    (sentence) => html`<li>${withShownTimes(sentence, timeZone)}</li>`,
  );
  const main = html`<main id="main" class="alert">
<p class="back"><a href="/">Inbox</a></p>
<h1>${advice.headline}</h1>
<p class="lead"><span class="tags"><span class="tag ${level}">${level}</span>${
    kind !== 'alert' && html`<span class="tag kind">${kind}</span>`
  }</span>
Reference ${alertId.slice(0, 8).toUpperCase()}. ${advice.besideLaboratory}</p>
${redFlagSection(advice)}
<div class="columns">
${factList(details, timeZone)}
<div class="advice">${adviceSections(advice)}</div>
<div class="reasons">
${panel('because', 'Why', html`<ol>${because}</ol>`)}
${panel('context', 'Other results', html`${contextTable(judgement.context, judgement.collectedAt)}${pointerList(advice)}`)}
${panel('flags', 'Flags', flagList(advice))}
</div></div>
</main>`;
  return wholeDocument(`${level} ${kind} · calcium-alerts`, main);
}

function factList({ listed, judgement }: AlertDetails, timeZone: string | undefined): Html {
  const { patient, kind, grade, rule, delivery } = listed;
  const { upperLimit, unit, cancer, policyVersion } = judgement;
  const time = (iso: string) => shownTime(epochMs(Date.parse(iso)), timeZone);
  const facts: readonly (readonly [string, Html | string])[] = [
    ['Patient', `${patient.id} (${patient.authority})`],
    ['Calcium', calciumText(judgement)],
    ['Corrected for albumin', correctedText(judgement)],
    ['Upper limit', `${upperLimit} ${unit}`],
    [kind === 'alert' ? 'Lab grade (CTCAE v5.0)' : 'Lab grade as alerted (CTCAE v5.0)', String(grade)],
    ['Diagnosis codes', cancer.codes.join(', ') || 'none'],
    ['Collected', time(listed.collectedAt)],
    ['Raised', time(listed.raisedAt)],
    ['Rule', rule],
    ['Policy', policyVersion],
    ['Delivery', delivery],
  ];
  return html`<dl class="facts">${facts.map(([name, shown]) => html`<dt>${name}</dt><dd>${shown}</dd>`)}</dl>`;
}

const calciumText = ({ comparator, value, unit }: AlertDetails['judgement']) =>
  `${comparator === '=' ? '' : comparator}${value} ${unit}`;

const correctedText = ({ correctedValue, correctedUnit, unit }: AlertDetails['judgement']) =>
  correctedValue === undefined ? 'not corrected' : `${correctedValue} ${correctedUnit ?? unit}`;
