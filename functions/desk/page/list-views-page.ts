import type { AlertList } from '../../../shared/desk/alert-list.ts';
import type { ListView } from '../../../shared/desk/audit-entry.ts';
import type { ListViewPage } from '../../../shared/desk/desk-service.ts';
import { deskDocument } from './desk-document.ts';
import { type DeskView, teamName } from './desk-view.ts';
import { type Html, html } from './html.ts';
import { alertPath, DESK_PATHS } from './paths.ts';
import { reference } from './refer.ts';
import { shownTime } from './shown-time.ts';

const LISTS: Readonly<Record<AlertList, string>> = {
  open: 'Open alerts',
  worklist: 'Worklist',
  all: 'All alerts',
};

/** Who was shown which alerts of a team's lists, for auditors. Who saw or did what about one alert is on its own page. */
export function renderListViews({ views, next }: ListViewPage, team: string, view: DeskView): string {
  const name = teamName(view, team);
  const main = html`<h1>Who has seen the lists of ${name}</h1>
<p class="lead">The newest first. Who opened, answered or telephoned about one alert is in the audit trail on its own page.</p>
${view.teams.length > 1 && teamForm(team, view)}
${views.length === 0 ? html`<p>Nobody has been shown an alert of this team in a list.</p>` : viewList(views)}
${next !== undefined && html`<p><a class="button" href="${DESK_PATHS.audit}?${new URLSearchParams({ team, before: next }).toString()}" rel="next">Earlier</a></p>`}`;
  return deskDocument(`Who has seen the lists of ${name}`, main, view, 'audit');
}

function teamForm(team: string, { teams }: DeskView): Html {
  return html`<form class="period" method="get" action="${DESK_PATHS.audit}">
<p class="field"><label for="team">Team</label><select id="team" name="team">${teams.map(
    ({ id, name }) => html`<option value="${id}"${id === team && html` selected`}>${name}</option>`,
  )}</select></p>
<button>Show</button></form>`;
}

function viewList(views: readonly ListView[]): Html {
  return html`<div class="panel"><ol class="trail views">${views.map(viewItem)}</ol></div>`;
}

function viewItem({ at, by, name, which, alertIds }: ListView): Html {
  return html`<li><p>${shownTime(at)} <b>${LISTS[which]}</b></p>
<p class="meta">seen by <bdi>${name}</bdi> (<bdi>${by}</bdi>)</p>
<details><summary>${alertIds.length === 1 ? '1 alert' : `${alertIds.length} alerts`}</summary><ul class="seen">${alertIds.map(
    (alertId) => html`<li><a href="${alertPath(alertId)}">${reference(alertId)}</a></li>`,
  )}</ul></details></li>`;
}
