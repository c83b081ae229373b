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

function lines(chart: Chart, points: readonly Point[]): Drawn {
  const x = axis(
    points.map((point) => point.x),
    PLOT.left,
    PLOT.right,
  );
  const y = axis(
    points.map((point) => point.y),
    PLOT.bottom,
    PLOT.top,
  );
  const byLine = [...Map.groupBy(points, ({ line }) => line)];
  const ticks = [...new Set(points.map((point) => point.x))];
  return {
    height: LINES_HEIGHT,
    marks: [
      `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" fill="none" stroke="#888"/>`,
      ...sparse(ticks, 8).map((tick) =>
        text({
          x: x(tick),
          y: PLOT.bottom + 18,
          of: tick.toLocaleString('en-GB'),
          more: 'text-anchor="middle"',
        }),
      ),
      text({ x: PLOT.right, y: PLOT.bottom + 36, of: chart.x ?? '', more: 'text-anchor="end"' }),
      ...byLine.flatMap(([line, ofLine], index) => drawLine(line, ofLine, { x, y, index })),
    ],
  };
}

function drawLine(
  line: string,
  points: readonly Point[],
  { x, y, index }: { readonly x: Axis; readonly y: Axis; readonly index: number },
): readonly string[] {
  const colour = COLOURS[index % COLOURS.length];
  const path = points.map((point) => `${fixed(x(point.x))} ${fixed(y(point.y))}`).join('L');
  const marked = sparse(points, 8);
  return [
    `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...marked.flatMap((point) => [
      `<circle cx="${fixed(x(point.x))}" cy="${fixed(y(point.y))}" r="3" fill="${colour}"/>`,
      text({
        x: x(point.x),
        y: y(point.y) - 7,
        of: readable(point.y),
        more: `fill="${colour}" text-anchor="middle"`,
      }),
    ]),
    text({ x: PLOT.right + 12, y: PLOT.top + 16 * index + 4, of: line, more: `fill="${colour}"` }),
  ];
}

function axis(values: readonly number[], from: number, to: number): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const far = least > 0 && most / least > FAR_APART;
  const place = far ? Math.log : (value: number) => value;
  const start = far ? place(least) : Math.min(0, least);
  const length = place(most) - start || 1;
  return (value) => from + ((place(value) - start) / length) * (to - from);
}

/** Some of many, first and last among them. */
function sparse<T>(all: readonly T[], most: number): readonly T[] {
  const every = Math.max(1, Math.ceil((all.length - 1) / (most - 1)));
  return all.filter((_, index) => index % every === 0 || index === all.length - 1);
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
