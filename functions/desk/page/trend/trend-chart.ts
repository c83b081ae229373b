import type { Trend, TrendAnalyte } from '../../../../shared/desk/trend.ts';
import { boundText } from '../bound-text.ts';
import { type Html, html } from '../html.ts';
import {
  monthTicks,
  type PlacedLine,
  type PlacedPoint,
  type TrendPanel,
  timePlace,
  trendPanels,
} from './panels.ts';
import { trendTable } from './trend-table.ts';

const TITLES: Readonly<Record<TrendPanel['kind'], string>> = {
  total: 'Calcium',
  ionized: 'Ionized calcium',
  albumin: 'Albumin',
  creatinine: 'Creatinine',
};
const ALERT_STRIP_HEIGHT = 30;
const AXIS_HEIGHT = 24;

/**
 * A year of a patient as drawn lines, with the same values as a table. Everything is placed in per cent of the width, so
 * that it fits a telephone without its texts growing small; the script only reads values out.
 */
export function trendSection(trend: Trend): Html {
  const panels = trendPanels(trend);
  if (panels.length === 0) {
    return html`<section class="panel trend" aria-labelledby="trend"><h2 id="trend">Trend</h2>
<p>There is no result of the last year to draw.</p></section>`;
  }
  return html`<section class="panel trend" aria-labelledby="trend"><h2 id="trend">Trend of a year</h2>
${legend(panels, trend)}
<div class="plot" data-plot aria-hidden="true">
${trend.alerts.length > 0 && alertStrip(trend)}
${panels.map((panel) => panelFigure(panel, trend))}
${axis(trend)}
</div>
<div class="stepper" data-stepper hidden>
<label for="step">Step through the results</label>
<input type="range" id="step" min="0" value="0">
<output class="readout" data-readout></output>
</div>
<details class="values"><summary>All values as a table</summary>
${trendTable(trend)}
</details>
</section>`;
}

function legend(panels: readonly TrendPanel[], trend: Trend): Html {
  const analytes = new Set(panels.flatMap(({ lines }) => lines.map(({ analyte }) => analyte)));
  const keys: readonly (readonly [name: string, text: string, shown: boolean])[] = [
    ['corrected', 'corrected for albumin', analytes.has('corrected calcium')],
    ['sent', 'total, as sent', analytes.has('calcium')],
    ['ionized', 'ionized', analytes.has('ionized calcium')],
  ];
  return html`<ul class="legend">${keys
    .filter(([, , shown]) => shown)
    .map(
      ([name, text]) =>
        html`<li><svg width="28" height="10" aria-hidden="true"><line class="line ${name}" x1="0" y1="5" x2="28" y2="5"/></svg>${text}</li>`,
    )}${
    trend.episodes.length > 0 &&
    html`<li><svg width="28" height="12" aria-hidden="true"><rect class="episode" width="28" height="12"/></svg>episode</li>`
  }</ul>`;
}

function alertStrip(trend: Trend): Html {
  const place = timePlace(trend);
  return html`<figure><figcaption>Alerts</figcaption>
<svg width="100%" height="${ALERT_STRIP_HEIGHT}">${trend.alerts.map(
    ({ at, level }) =>
      html`<use class="${level}" href="#mark-${level}" x="${place(at)}%" y="${ALERT_STRIP_HEIGHT / 2}"/>`,
  )}${cursor()}</svg></figure>`;
}

function panelFigure(panel: TrendPanel, trend: Trend): Html {
  const { kind, unit, height, lines, limits, ticks } = panel;
  return html`<figure class="${kind}"><figcaption>${TITLES[kind]}, ${unit}</figcaption>
<svg width="100%" height="${height}">
${(kind === 'total' || kind === 'ionized') && episodeBands(trend, height)}
${ticks.map(
  ({ y, text }) =>
    html`<line class="grid" x1="0" y1="${y}" x2="100%" y2="${y}"/><text class="tick" x="100%" dx="6" y="${y}">${text}</text>`,
)}
${limits.map(
  ({ name, y }) =>
    html`<line class="${name === 'upper limit' ? 'limit' : 'grade-line'}" x1="0" y1="${y}" x2="100%" y2="${y}"/>`,
)}
${lines.map((line) => drawnLine(line, line.analyte !== 'calcium' || lines.length === 1))}
${limits
  .filter(({ labelled }) => labelled)
  .map(({ name, text, y }) => html`<text class="limit-label" x="0" dy="-4" y="${y}">${name} ${text}</text>`)}
${cursor()}
</svg></figure>`;
}

function episodeBands(trend: Trend, height: number): readonly Html[] {
  const place = timePlace(trend);
  return trend.episodes.map(({ from, to }) => {
    const x = place(from);
    const width = Math.max(place(to ?? trend.to) - x, 0.4);
    return html`<rect class="episode" x="${x}%" y="0" width="${width.toFixed(2)}%" height="${height}"/>`;
  });
}

const CLASS_OF: Readonly<Record<TrendAnalyte, string>> = {
  calcium: 'sent',
  'corrected calcium': 'corrected',
  'ionized calcium': 'ionized',
  albumin: 'beside',
  creatinine: 'beside',
};

/** Of two lines of one panel only the corrected one names its last value: beside each other they would not be read. */
function drawnLine({ analyte, points }: PlacedLine, named: boolean): Html {
  const name = CLASS_OF[analyte];
  const exact = points.filter(({ comparator }) => comparator === '=');
  const last = points.at(-1);
  return html`<g class="${name}">${exact.slice(1).map((point, index) => segment(name, exact[index], point))}${points.map(marker)}${
    named && last && valueLabel(last)
  }</g>`;
}

function segment(name: string, from: PlacedPoint | undefined, to: PlacedPoint): Html {
  return html`${
    from && html`<line class="line ${name}" x1="${from.x}%" y1="${from.y}" x2="${to.x}%" y2="${to.y}"/>`
  }`;
}

/** A graded value bears the mark of its level; what is only a bound points to where the value lies. */
function marker({ x, y, comparator, level, preliminary }: PlacedPoint): Html {
  const hollow = preliminary && 'hollow';
  if (comparator !== '=') {
    const direction = comparator.startsWith('<') ? 'below' : 'beyond';
    return html`<svg class="bound" x="${x}%" y="${y}"><use class="${direction}" href="#mark-bound"/></svg>`;
  }
  const graded = level !== undefined && level !== 'none';
  return html`<use class="${graded ? level : 'dot'} ${hollow}" href="#mark-${graded ? level : 'dot'}" x="${x}%" y="${y}"/>`;
}

function valueLabel({ x, y, comparator, value }: PlacedPoint): Html {
  const side = x > 50 ? 'before' : 'after';
  return html`<text class="value ${side}" x="${x}%" y="${y}" dy="-11">${boundText(comparator)}${value}</text>`;
}

const cursor = () => html`<line class="cursor" data-cursor x1="0" y1="0" x2="0" y2="100%"/>`;

function axis(trend: Trend): Html {
  return html`<svg class="axis" width="100%" height="${AXIS_HEIGHT}">${monthTicks(trend).map(
    ({ x, text }, index) => html`<text class="${index % 2 === 1 && 'odd'}" x="${x}%" y="16">${text}</text>`,
  )}</svg>`;
}
