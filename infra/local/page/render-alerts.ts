import { type Html, html } from '../../../functions/desk/page/html.ts';
import { shownTime } from '../../../functions/desk/page/shown-time.ts';
import type { ListedAlert } from '../../../shared/chart/alert-listing.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { wholeDocument } from './document.ts';

/** Every alert, the newest first: where the link of a page for several leads. `alerts` in the order in which they were raised. */
export function renderAlerts(alerts: readonly ListedAlert[], timeZone?: string): string {
  const main = html`<main id="main" class="alert">
<p class="back"><a href="/">Inbox</a></p>
<h1>Alerts</h1>
<p class="lead">Every alert, the newest first. A page for several bears the reference of one of them.</p>
${alerts.length === 0 ? html`<p>There is none.</p>` : alertTable(alerts.toReversed(), timeZone)}
</main>`;
  return wholeDocument('Alerts · calcium-alerts', main);
}

function alertTable(alerts: readonly ListedAlert[], timeZone: string | undefined): Html {
  return html`<table class="listed">
<thead><tr><th scope="col">Level</th><th scope="col">What</th><th scope="col">Reference</th><th scope="col">Raised</th><th scope="col">Patient</th></tr></thead>
<tbody>${alerts.map((alert) => alertRow(alert, timeZone))}</tbody>
</table>`;
}

function alertRow(
  { alertId, level, kind, raisedAt, patient }: ListedAlert,
  timeZone: string | undefined,
): Html {
  return html`<tr><td><span class="tag ${level}">${level}</span></td><td>${kind}</td>
<td><a href="/a/${alertId}">${alertId.slice(0, 8).toUpperCase()}</a></td>
<td>${shownTime(epochMs(Date.parse(raisedAt)), timeZone)}</td><td>${patient.id} (${patient.authority})</td></tr>`;
}
