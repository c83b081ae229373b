import type { DeskAlert, DeskAlertRow } from '../../../shared/desk/desk-alert.ts';
import { answerText } from './answer-text.ts';
import { boundText } from './bound-text.ts';
import { type Html, html } from './html.ts';
import { levelTag } from './level-mark.ts';
import { alertPath } from './paths.ts';
import { reference } from './refer.ts';
import { panel } from './render-advice.ts';
import { shownTime } from './shown-time.ts';

/** The further alerts of the patient, the newest first. */
export function otherAlerts({ others }: DeskAlert): Html {
  if (others.length === 0)
    return panel('others', 'Other alerts', html`<p>There is no other of this patient.</p>`);
  return panel(
    'others',
    'Other alerts of this patient',
    html`<ul class="others">${others.map(otherItem)}</ul>`,
  );
}

function otherItem(alert: DeskAlertRow): Html {
  const { alertId, level, kind, raisedAt, value, unit, comparator, grade, acknowledgement } = alert;
  return html`<li>${levelTag(level, kind)} <a href="${alertPath(alertId)}">${reference(alertId)}</a>
<span>${boundText(comparator)}${value} ${unit}, lab grade ${grade}</span>
<span class="meta">${shownTime(raisedAt)} · ${answerText(acknowledgement) ?? 'open'}</span></li>`;
}
