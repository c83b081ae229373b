import type { EpochMs } from '../../../../shared/clinical/instant.ts';
import type { Trend, TrendLine, TrendPoint } from '../../../../shared/desk/trend.ts';
import { boundText } from '../bound-text.ts';
import { type Html, html } from '../html.ts';
import { levelTag } from '../level-mark.ts';
import { alertPath } from '../paths.ts';
import { shownTime } from '../shown-time.ts';
import { timePlace } from './panels.ts';

/** What was measured at one instant, in the order of the lines. */
export type TrendRow = {
  readonly at: EpochMs;
  readonly cells: readonly (readonly TrendPoint[])[];
};

/** Every value of every line, the newest instant first; nothing is left out. */
export function trendRows(lines: readonly TrendLine[]): readonly TrendRow[] {
  const instants = new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)));
  return [...instants]
    .sort((a, b) => b - a)
    .map((at) => ({ at, cells: lines.map(({ points }) => points.filter((point) => point.at === at)) }));
}

/** The values of the chart for whoever does not see it; the script reads them out from here too. */
export function trendTable(trend: Trend): Html {
  const lines = trend.lines.filter(({ points }) => points.length > 0);
  const place = timePlace(trend);
  return html`<div class="wide" role="region" aria-label="All values of the year" tabindex="0"><table data-values>
<thead><tr><th scope="col">Collected</th>${lines.map(
    ({ analyte, unit }) => html`<th scope="col">${analyte} <span class="meta">${unit}</span></th>`,
  )}<th scope="col">lab grade</th></tr></thead>
<tbody>${trendRows(lines).map((row) => trendRow(row, place(row.at)))}</tbody>
</table></div>`;
}

function trendRow({ at, cells }: TrendRow, x: number): Html {
  const graded = cells.flat().filter(({ grade }) => grade !== undefined);
  return html`<tr data-x="${x}"><th scope="row">${shownTime(at)}</th>${cells.map(
    (points) => html`<td>${points.map(valueText).join(', ')}</td>`,
  )}<td>${graded.map(gradeCell)}</td></tr>`;
}

const valueText = ({ comparator, value, preliminary }: TrendPoint) =>
  `${boundText(comparator)}${value}${preliminary ? ' (preliminary)' : ''}`;

function gradeCell({ grade, level, alertId }: TrendPoint): Html {
  const tag = level !== undefined && level !== 'none' && levelTag(level);
  return html`<span class="graded">${grade} ${tag} ${
    alertId !== undefined && html`<a href="${alertPath(alertId)}">alert</a>`
  }</span>`;
}
