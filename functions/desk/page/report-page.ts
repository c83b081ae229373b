import { DAY_MS, type EpochMs, isoInstant, plusMs } from '../../../shared/clinical/instant.ts';
import type { TeamReport, TimeToAnswer } from '../../../shared/desk/team-report.ts';
import { deskDocument } from './desk-document.ts';
import { type DeskView, teamName } from './desk-view.ts';
import { type Html, html } from './html.ts';
import { levelTag } from './level-mark.ts';
import { DESK_PATHS } from './paths.ts';
import { briefSpan, shownTime } from './shown-time.ts';

/** How a team has answered its alerts in a period. */
export function renderReport(report: TeamReport, view: DeskView): string {
  const name = teamName(view, report.team);
  const main = html`<h1>Report of ${name}</h1>
<p class="lead">Alerts raised from ${day(report.from)} to ${day(plusMs(report.to, -DAY_MS))} (UTC). Counts and times only, no patient.</p>
${periodForm(report, view)}
${report.truncated && html`<p class="warning"><b>There are more than are counted here.</b> Choose a shorter period.</p>`}
${figures(report)}
${answerTable(report.levels)}`;
  return deskDocument(`Report of ${name}`, main, view, 'report');
}

const day = (at: EpochMs) => isoInstant(at).slice(0, 10);

function periodForm({ team, from, to }: TeamReport, { teams }: DeskView): Html {
  return html`<form class="period" method="get" action="${DESK_PATHS.report}">
<p class="field"><label for="team">Team</label><select id="team" name="team">${teams.map(
    ({ id, name }) => html`<option value="${id}"${id === team && html` selected`}>${name}</option>`,
  )}</select></p>
<p class="field"><label for="from">From</label><input type="date" id="from" name="from" value="${day(from)}" required></p>
<p class="field"><label for="to">To</label><input type="date" id="to" name="to" value="${day(plusMs(to, -DAY_MS))}" required></p>
<button>Show</button></form>`;
}

function figures(report: TeamReport): Html {
  const { alerts, patients, registered, alertsPer100Patients, actedOn, answered } = report;
  const { suppressed, corrected, retracted } = report;
  const shown: readonly (readonly [name: string, figure: string])[] = [
    ['alerts', String(alerts)],
    ['patients alerted', String(patients)],
    ['patients registered', registered === undefined ? 'not counted yet' : String(registered.patients)],
    ['alerts for each 100 registered', alertsPer100Patients ?? 'none'],
    ['acted on, of those answered', share(actedOn, answered, 'none answered')],
    ['suppressed, being told of already', String(suppressed)],
    ['corrected', String(corrected)],
    ['retracted', String(retracted)],
  ];
  return html`<dl class="tally">${shown.map(([name, figure]) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`)}</dl>
<p class="meta counted">${
    registered === undefined
      ? 'Registered patients, those with a known cancer, are counted each night.'
      : html`Registered patients, those with a known cancer, were counted ${shownTime(registered.countedAt)}.`
  }</p>`;
}

/** Whole per cent, with what it is of: a share of three is no share of three hundred. */
const share = (part: number, whole: number, none = 'none') =>
  whole === 0 ? none : `${Math.round((100 * part) / whole)} % (${part} of ${whole})`;

function answerTable(levels: readonly TimeToAnswer[]): Html {
  return html`<section class="panel" aria-labelledby="times"><h2 id="times">Time to answer</h2>
<div class="wide" role="region" aria-label="Times of each level" tabindex="0"><table>
<thead><tr><th scope="col">Level</th><th scope="col">Alerts</th><th scope="col">Answered</th><th scope="col">Half within</th><th scope="col">Nine of ten within</th><th scope="col">In time, of all</th></tr></thead>
<tbody>${levels.map(
    ({ level, alerts, answered, medianMs, p90Ms, inTime }) =>
      html`<tr><th scope="row">${levelTag(level)}</th><td>${alerts}</td><td>${share(answered, alerts)}</td><td>${span(medianMs)}</td><td>${span(p90Ms)}</td><td>${inTime === undefined ? 'no time set' : share(inTime, alerts)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

const span = (ms: number | undefined) => (ms === undefined ? 'none' : briefSpan(ms));
