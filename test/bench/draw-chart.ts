import type { Chart } from './charts.ts';
import { readable } from './figure.ts';

export type Point = { readonly line: string; readonly x: number; readonly y: number };

const WIDTH = 720;
const LINES_HEIGHT = 320;
const BAR_HEIGHT = 24;
const TOP = 40;
const LABELS = 260;
const COLOURS = ['#1f5fa8', '#c2571a', '#2f7d4f', '#8a3f8f', '#8a6d1a', '#5a6472'] as const;

/** A chart as SVG: what it shows, on white, in one font and with every value written beside its mark. */
export function drawChart(chart: Chart, points: readonly Point[]): string {
  const { height, marks } = chart.kind === 'bars' ? bars(points) : lines(chart, points);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(chart.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text({ x: 12, y: 22, of: `${chart.title} (${chart.unit})`, more: 'font-size="15" font-weight="bold"' }),
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

type Drawn = { readonly height: number; readonly marks: readonly string[] };

function bars(points: readonly Point[]): Drawn {
  const most = Math.max(...points.map(({ y }) => y));
  const width = WIDTH - LABELS - 90;
  const marks = points.flatMap(({ line, y }, index) => {
    const top = TOP + index * BAR_HEIGHT;
    const length = Math.max(1, (y / most) * width);
    return [
      text({ x: LABELS - 8, y: top + 15, of: line, more: 'text-anchor="end"' }),
      `<rect x="${LABELS}" y="${top + 3}" width="${fixed(length)}" height="${BAR_HEIGHT - 8}" fill="${COLOURS[0]}"/>`,
      text({ x: LABELS + length + 6, y: top + 15, of: readable(y) }),
    ];
  });
  return { height: TOP + points.length * BAR_HEIGHT + 12, marks };
}

/** An axis over what lies far apart is logarithmic. */
const FAR_APART = 50;
const PLOT = { left: 70, right: WIDTH - 170, top: TOP + 12, bottom: LINES_HEIGHT - 46 } as const;

type Axis = (value: number) => number;

type Line = { readonly name: string; readonly colour: string; readonly points: readonly Point[] };

function lines(chart: Chart, points: readonly Point[]): Drawn {
  const xs = points.map((point) => point.x);
  const x = axis(xs, PLOT.left, PLOT.right);
  const y = axis(
    points.map((point) => point.y),
    PLOT.bottom,
    PLOT.top,
  );
  const drawn = [...Map.groupBy(points, ({ line }) => line)].map(
    ([name, ofLine], index): Line => ({
      name,
      colour: COLOURS[index % COLOURS.length] ?? COLOURS[0],
      points: ofLine,
    }),
  );
  return {
    height: LINES_HEIGHT,
    marks: [
      `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" fill="none" stroke="#888"/>`,
      ...ticksOf(xs).map((tick) =>
        text({
          x: x(tick),
          y: PLOT.bottom + 18,
          of: tick.toLocaleString('en-GB'),
          more: 'text-anchor="middle"',
        }),
      ),
      text({ x: PLOT.right, y: PLOT.bottom + 36, of: chart.x ?? '', more: 'text-anchor="end"' }),
      ...drawn.flatMap((line, index) => drawLine(line, PLOT.top + 16 * index + 4, x, y)),
      ...valueLabels(drawn, x, y),
    ],
  };
}

function drawLine({ name, colour, points }: Line, nameY: number, x: Axis, y: Axis): readonly string[] {
  const path = points.map((point) => `${fixed(x(point.x))} ${fixed(y(point.y))}`).join('L');
  return [
    `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(
      (point) => `<circle cx="${fixed(x(point.x))}" cy="${fixed(y(point.y))}" r="3" fill="${colour}"/>`,
    ),
    text({ x: PLOT.right + 12, y: nameY, of: name, more: `fill="${colour}"` }),
  ];
}

/** The value beside each point, but where it would lie over another: the tables have them all. */
function valueLabels(all: readonly Line[], x: Axis, y: Axis): readonly string[] {
  const taken: { readonly x: number; readonly y: number }[] = [];
  return all.flatMap(({ colour, points }) =>
    points.flatMap((point) => {
      const at = { x: x(point.x), y: y(point.y) - 7 };
      if (taken.some((other) => Math.abs(other.x - at.x) < 50 && Math.abs(other.y - at.y) < 12)) return [];
      taken.push(at);
      return [text({ ...at, of: readable(point.y), more: `fill="${colour}" text-anchor="middle"` })];
    }),
  );
}

/** The values themselves where the axis is logarithmic, else round steps from 0. */
function ticksOf(values: readonly number[]): readonly number[] {
  if (isFarApart(values)) return [...new Set(values)];
  const most = Math.max(...values);
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => most / size <= 8) ?? most;
  return Array.from(
    { length: Math.floor(most / step) + 1 },
    (_, index) => Math.round(index * step * 1e6) / 1e6,
  );
}

function isFarApart(values: readonly number[]): boolean {
  return Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > FAR_APART;
}

function axis(values: readonly number[], from: number, to: number): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const far = isFarApart(values);
  const place = far ? Math.log : (value: number) => value;
  const start = far ? place(least) : Math.min(0, least);
  const length = place(most) - start || 1;
  return (value) => from + ((place(value) - start) / length) * (to - from);
}

const fixed = (value: number): string => String(Math.round(value * 10) / 10);

function text(label: {
  readonly x: number;
  readonly y: number;
  readonly of: string;
  readonly more?: string;
}): string {
  const { x, y, of, more = '' } = label;
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${more}>${escaped(of)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
