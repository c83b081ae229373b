import type { AlertList } from '../../../shared/desk/alert-list.ts';
import type { DeskAlertRow } from '../../../shared/desk/desk-alert.ts';
import type { AlertPage } from '../../../shared/desk/desk-service.ts';
import { answerText } from './answer-text.ts';
import { boundText } from './bound-text.ts';
import { deskDocument } from './desk-document.ts';
import { type DeskView, teamName } from './desk-view.ts';
import { type Html, html } from './html.ts';
import { levelTag, UNANSWERED } from './level-mark.ts';
import { alertPath, DESK_PATHS } from './paths.ts';
import { reference } from './refer.ts';
import { shownAge, shownTimeLeft } from './shown-time.ts';
import { byUrgency } from './urgency.ts';

/** Which list is shown, of which team; all the user's teams when left out. */
export type ListShown = { readonly which: AlertList; readonly team?: string };

const TITLES: Readonly<Record<AlertList, readonly [title: string, lead: string]>> = {
  open: ['Open alerts', 'What awaits an answer, the most urgent first.'],
  worklist: ['Worklist', 'Entries to review when you next can. Nobody was paged for them.'],
  all: ['All alerts', 'Whatever became of them, the newest first.'],
};
const NOTHING: Readonly<Record<AlertList, string>> = {
  open: 'Every alert has been answered. A new one appears here when the page is loaded again.',
  worklist: 'There is nothing to review.',
  all: 'There is no alert.',
};

/** A page of a list: open alerts by urgency, the worklist, or all. */
export function renderAlertList(page: AlertPage, shown: ListShown, view: DeskView): string {
  const { which, team } = shown;
  const [title, lead] = TITLES[which];
  const alerts = which === 'all' ? page.alerts : byUrgency(page.alerts);
  const main = html`<h1>${title}</h1>
<p class="lead">${lead}</p>
${view.teams.length > 1 && teamChoice(shown, view)}
${alerts.length === 0 ? empty(which) : html`<ol class="rows">${alerts.map((alert) => listRow(alert, view))}</ol>`}
<p class="fresh meta">Loaded ${shownAge(view.now, view.now)}. <a href="${listAddress(shown)}">Load again</a></p>
${page.next !== undefined && html`<p><a class="button" href="${listAddress(shown, page.next)}" rel="next">Further alerts</a></p>`}`;
  const where = team === undefined ? '' : ` of ${teamName(view, team)}`;
  return deskDocument(`${title}${where}`, main, view, which);
}

function empty(which: AlertList): Html {
  return html`<div class="empty"><svg class="calm" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="20"/><path d="M15 25l6 6 12-13"/></svg>
<p>${NOTHING[which]}</p></div>`;
}

function listAddress({ which, team }: ListShown, before?: string): string {
  const query = new URLSearchParams({
    ...(team !== undefined && { team }),
    ...(before !== undefined && { before }),
  }).toString();
  return query === '' ? DESK_PATHS[which] : `${DESK_PATHS[which]}?${query}`;
}

function teamChoice({ which, team }: ListShown, { teams }: DeskView): Html {
  const choice = (id: string | undefined, name: string) =>
    html`<li><a href="${listAddress(id === undefined ? { which } : { which, team: id })}"${id === team && html` aria-current="true"`}>${name}</a></li>`;
  return html`<nav class="teams" aria-label="Team"><ul>${choice(undefined, 'All teams')}${teams.map(({ id, name }) => choice(id, name))}</ul></nav>`;
}

function listRow(alert: DeskAlertRow, view: DeskView): Html {
  const { alertId, level, kind, patient, team, raisedAt, grade, episode, newer } = alert;
  const answer = answerText(alert.acknowledgement);
  return html`<li class="row ${level}${answer !== undefined && html` answered`}">
<div class="row-what">${levelTag(level, kind)}
<h2><a href="${alertPath(alertId)}"><bdi>${patient.id}</bdi> <span class="meta"><bdi>${patient.authority}</bdi></span></a></h2></div>
<p class="row-value">${rowValue(alert)} <span class="meta">lab grade ${grade}</span></p>
<p class="row-team">${view.teams.length > 1 && html`${teamName(view, team)} · `}${reference(alertId)}</p>
<p class="row-when">raised ${shownAge(raisedAt, view.now)}${episode === 'closed' && ' · episode closed'}${
    newer !== undefined && html` · <a href="${alertPath(newer)}">newer alert</a>`
  }</p>
<p class="row-next">${answer ?? escalationText(alert, view)}</p>
</li>`;
}

/** As sent, and corrected where it could be: the list does not say which of them was graded, the alert does. */
function rowValue({ value, unit, comparator, correctedValue, correctedUnit }: DeskAlertRow): Html {
  const sent = html`<b>${boundText(comparator)}${value}</b> ${unit}`;
  if (correctedValue === null) return sent;
  return html`${sent}, corrected <b>${correctedValue}</b> ${correctedUnit ?? unit}`;
}

function escalationText({ escalation, level }: DeskAlertRow, view: DeskView): Html {
  if (escalation === null || level === 'worklist') return html`open`;
  const { step, of, nextAt, next = 'the next step' } = escalation;
  if (nextAt === null) return html`${UNANSWERED} All ${of} steps paged, operations told`;
  return html`Next: ${step === of ? 'operations' : next} <b>${shownTimeLeft(nextAt, view.now)}</b> <span class="meta">(${step} of ${of} paged)</span>`;
}
