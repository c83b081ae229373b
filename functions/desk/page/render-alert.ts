import { adviceOn } from '../../../shared/clinical/advice.ts';
import { renderExplanation } from '../../../shared/clinical/explanation.ts';
import type { DeskAlert } from '../../../shared/desk/desk-alert.ts';
import { answerPanel } from './answer-panel.ts';
import { auditPanel, callsPanel } from './audit-panel.ts';
import { cancerPanel } from './cancer-panel.ts';
import { deskDocument } from './desk-document.ts';
import { type DeskView, teamName } from './desk-view.ts';
import { type Html, html } from './html.ts';
import { levelTag } from './level-mark.ts';
import { otherAlerts } from './other-alerts.ts';
import { alertPath, bundlePath, DESK_PATHS } from './paths.ts';
import { reference } from './refer.ts';
import { adviceSections, flagList, panel, pointerList, redFlagSection } from './render-advice.ts';
import { contextTable } from './render-context.ts';
import { shownAge, shownTime, withShownTimes } from './shown-time.ts';
import { trendSection } from './trend/trend-chart.ts';
import { gradedValue, valuePanel } from './value-panel.ts';

/** One alert: what it is, what to do about it, and everything that it rests on. */
export function renderAlert(alert: DeskAlert, view: DeskView): string {
  const { judgement, kind, grade, level, alertId } = alert;
  const advice = adviceOn({ ...judgement, kind, grade });
  const reasons = renderExplanation(judgement).map((sentence) => html`<li>${withShownTimes(sentence)}</li>`);
  const main = html`<div class="alert">
${alertHead(alert, advice.headline, view)}
<div class="columns">
<div class="first">${answerPanel(alert, view)}${redFlagSection(advice)}</div>
<div class="facts-column">
${valuePanel(alert)}
${trendSection(alert.trend)}
${panel('flags', 'Flags', flagList(advice))}
${panel('because', 'Why', html`<ol>${reasons}</ol>`)}
${panel('context', 'Other results', html`${contextTable(judgement.context, judgement.collectedAt)}${pointerList(advice)}`)}
${cancerPanel(alert)}
${otherAlerts(alert)}
${callsPanel(alert)}
${auditPanel(alert)}
</div>
<div class="advice">${adviceSections(advice)}</div>
</div>
${provenance(alert)}
</div>`;
  return deskDocument(`${level} ${kind} ${alertId.slice(0, 8).toUpperCase()}`, main, view);
}

function alertHead(alert: DeskAlert, headline: string, view: DeskView): Html {
  const { alertId, level, kind, patient, judgement, grade, team, raisedAt, episode, newer } = alert;
  const graded = gradedValue(judgement);
  return html`<p class="back"><a href="${DESK_PATHS.open}">Open alerts</a></p>
<div class="head ${level}">
<p class="head-tags">${levelTag(level, kind)} ${reference(alertId)} <span class="meta">${teamName(view, team)} · raised ${shownAge(raisedAt, view.now)}${
    episode === 'closed' && ' · episode closed'
  }</span></p>
<h1>${headline}</h1>
${newer !== undefined && html`<p class="newer"><b>There is a newer alert of this patient.</b> <a href="${alertPath(newer)}">Open the newer alert</a></p>`}
<dl class="key-facts">
<div><dt>Patient</dt><dd><bdi>${patient.id}</bdi> <span class="meta"><bdi>${patient.authority}</bdi></span></dd></div>
<div><dt>Calcium</dt><dd>${graded.text} <span class="meta">${graded.basis}</span></dd></div>
<div><dt>Lab grade</dt><dd>${grade}</dd></div>
<div><dt>Collected</dt><dd class="when">${shownTime(judgement.collectedAt)}</dd></div>
</dl></div>`;
}

/** Where the alert comes from, for whoever must account for it. */
function provenance({ alertId, rule, raisedAt, delivery, version, judgement }: DeskAlert): Html {
  return html`<p class="provenance meta">Raised ${shownTime(raisedAt)} by rule ${rule}, policy ${judgement.policyVersion}.
Delivery: ${delivery}. Version ${version}. <a href="${bundlePath(alertId)}" download>Download as FHIR</a></p>`;
}
