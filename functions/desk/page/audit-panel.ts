import type { AuditEntry, Seen } from '../../../shared/desk/audit-entry.ts';
import type { DeskAlert, RecordedCall } from '../../../shared/desk/desk-alert.ts';
import { CALL_TEXT, REASON_TEXT } from './answer-text.ts';
import { type Html, html } from './html.ts';
import { shownRecentTime, shownTime } from './shown-time.ts';

/** Telephone calls about the alert, with what was told. */
export function callsPanel({ calls }: DeskAlert): Html | undefined {
  if (calls.length === 0) return undefined;
  return html`<section class="panel" aria-labelledby="calls"><h2 id="calls">Telephone calls</h2>
<ol class="trail">${calls.map(callItem)}</ol></section>`;
}

function callItem({ at, name, action: { whom, reached, note }, seen }: RecordedCall): Html {
  return html`<li><p>${shownTime(at)} <b>${CALL_TEXT[reached]}</b>: <bdi>${whom}</bdi></p>
${note !== undefined && html`<p class="note">${note}</p>`}
<p class="meta">by <bdi>${name}</bdi>${seen && html`; told ${seenText(seen)}`}</p></li>`;
}

/** Who saw and did what, for those who may see it. */
export function auditPanel({ audit }: DeskAlert): Html | undefined {
  if (audit.length === 0) return undefined;
  return html`<section class="panel" aria-labelledby="audit"><h2 id="audit">Audit trail</h2>
<ol class="trail">${audit.map(auditItem)}</ol></section>`;
}

function auditItem(entry: AuditEntry): Html {
  const { at, name, by, action, seen } = entry;
  const note = 'note' in action ? action.note : undefined;
  return html`<li><p>${shownTime(at)} <b>${didText(action)}</b></p>
${note !== undefined && html`<p class="note">${note}</p>`}
<p class="meta">by <bdi>${name}</bdi> (<bdi>${by}</bdi>)${seen && html`; saw ${seenText(seen)}, version ${seen.version}`}</p></li>`;
}

function didText(action: AuditEntry['action']): Html {
  switch (action.did) {
    case 'viewed':
      return html`Seen`;
    case 'refused':
      return html`Refused to ${action.what}`;
    case 'acknowledged':
      return html`Acknowledged: ${REASON_TEXT[action.reason].toLowerCase()}${
        action.handedOverTo !== undefined && html` to <bdi>${action.handedOverTo}</bdi>`
      }`;
    case 'snoozed':
      return html`Snoozed ${action.untilNextResult && 'until the next calcium, at the latest '}until ${shownRecentTime(action.until)}`;
    case 'reopened':
      return html`Reopened`;
    case 'called':
      return html`${CALL_TEXT[action.reached]}: <bdi>${action.whom}</bdi>`;
  }
}

function seenText({ value, unit, correctedValue, grade, level }: Seen): string {
  const corrected = correctedValue === undefined ? '' : `, corrected ${correctedValue}`;
  return `${value} ${unit}${corrected}, lab grade ${grade}, ${level}`;
}
