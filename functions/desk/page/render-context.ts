import { analyteName } from '../../../shared/clinical/analyte-table.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { ContextResult } from '../../../shared/clinical/verdict.ts';
import { type Html, html } from './html.ts';
import { ageBeside } from './shown-time.ts';

/** The context results as a table: the last of each, how old it was beside the calcium, the one before. */
export function contextTable(context: readonly ContextResult[], calciumAt: EpochMs): Html {
  if (context.length === 0) return html`<p>No other results are known.</p>`;
  return html`<table>
<thead><tr><th scope="col">Test</th><th scope="col">Last</th><th scope="col">Before that</th></tr></thead>
<tbody>${context.map((result) => contextRow(result, calciumAt))}</tbody>
</table>
<p class="meta">Times are counted from the calcium.</p>`;
}

function contextRow(
  { analyte, value, unit, collectedAt, previous, rising }: ContextResult,
  calciumAt: EpochMs,
): Html {
  return html`<tr>
<th scope="row">${analyteName(analyte)}</th>
<td><b>${value}</b> ${unit} ${rising && html`<span class="tag kind">rising</span>`}
<span class="meta">${ageBeside(collectedAt, calciumAt)}</span></td>
<td>${
    previous === undefined
      ? html`<span class="meta">none</span>`
      : html`${previous.value} ${previous.unit} <span class="meta">${ageBeside(previous.collectedAt, calciumAt)}</span>`
  }</td>
</tr>`;
}
