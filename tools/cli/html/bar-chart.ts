import { type Html, html } from '../../../functions/desk/page/html.ts';

/** A stack of bars at one place of the axis; the parts in the order of the chart's series. */
export type Bar = { readonly label: string; readonly parts: readonly number[] };

export type BarChart = {
  readonly title: string;
  /** One a part, by which they are coloured and named below. */
  readonly series: readonly string[];
  readonly bars: readonly Bar[];
};

const SIZE = { width: 920, height: 220, left: 56, right: 8, top: 10, bottom: 26 } as const;
const PLOT = {
  width: SIZE.width - SIZE.left - SIZE.right,
  height: SIZE.height - SIZE.top - SIZE.bottom,
} as const;
const MOST_BARS = 400;

/** Bars as inline SVG, readable without colour: each has a title, and the legend names the series. */
export function barChart({ title, series, bars }: BarChart): Html {
  const shown = grouped(bars);
  const most = Math.max(1, ...shown.map(({ parts }) => sum(parts)));
  const width = PLOT.width / Math.max(1, shown.length);
  const columns = shown.map((bar, index) => column(bar, SIZE.left + index * width, width, most, series));
  const [first, last] = [shown[0]?.label ?? '', shown.at(-1)?.label ?? ''];
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${title}">
<line x1="${SIZE.left}" y1="${SIZE.top + PLOT.height}" x2="${SIZE.width - SIZE.right}" y2="${SIZE.top + PLOT.height}" class="axis"/>
<text x="${SIZE.left - 6}" y="${SIZE.top + 10}" text-anchor="end">${most}</text>
<text x="${SIZE.left - 6}" y="${SIZE.top + PLOT.height}" text-anchor="end">0</text>
${columns}
<text x="${SIZE.left}" y="${SIZE.height - 8}">${first}</text>
${shown.length > 1 && html`<text x="${SIZE.width - SIZE.right}" y="${SIZE.height - 8}" text-anchor="end">${last}</text>`}
</svg>
${series.length > 1 && html`<p class="legend">${series.map((name, index) => html`<span><i class="s${index}"></i>${name}</span> `)}</p>`}</figure>`;
}

function column(bar: Bar, x: number, width: number, most: number, series: readonly string[]): Html {
  let above = SIZE.top + PLOT.height;
  const parts = bar.parts.map((value, index) => {
    const height = (value / most) * PLOT.height;
    above -= height;
    const name = series.length > 1 ? ` ${series[index] ?? ''}` : '';
    return html`<rect class="s${index}" x="${round(x + width * 0.1)}" y="${round(above)}" width="${round(width * 0.8)}" height="${round(height)}"><title>${bar.label}:${name} ${value}</title></rect>`;
  });
  return html`${parts}`;
}

/** So many bars that nobody could tell them apart become fewer, each of several neighbours. */
function grouped(bars: readonly Bar[]): readonly Bar[] {
  const size = Math.ceil(bars.length / MOST_BARS);
  if (size <= 1) return bars;
  return Array.from({ length: Math.ceil(bars.length / size) }, (_, index) => {
    const group = bars.slice(index * size, (index + 1) * size);
    const [first] = group;
    return {
      label: `${first?.label ?? ''} and ${group.length - 1} more`,
      parts: (first?.parts ?? []).map((_part, at) => sum(group.map(({ parts }) => parts[at] ?? 0))),
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const round = (value: number): number => Math.round(value * 100) / 100;
