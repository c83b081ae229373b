import { scaleLinear, scaleUtc } from 'd3-scale';
import type { EpochMs } from '../../../../shared/clinical/instant.ts';
import type {
  Trend,
  TrendAnalyte,
  TrendLimits,
  TrendLine,
  TrendPoint,
} from '../../../../shared/desk/trend.ts';

/** A point where it is drawn: `x` in per cent of the width, `y` in pixels from the top of its panel. */
export type PlacedPoint = TrendPoint & { readonly x: number; readonly y: number };

export type PlacedLine = {
  readonly analyte: TrendAnalyte;
  readonly points: readonly PlacedPoint[];
};

/** A horizontal line: the upper limit or the lower bound of a grade; `text` as the laboratory or the policy says it. */
export type PlacedLimit = {
  readonly name: string;
  readonly text: string;
  readonly y: number;
  /** False where another label stands in its place. */
  readonly labelled: boolean;
};

/** One set of values with an axis of its own: a kind in a unit. */
export type TrendPanel = {
  readonly kind: PanelKind;
  readonly unit: string;
  readonly height: number;
  readonly lines: readonly PlacedLine[];
  readonly limits: readonly PlacedLimit[];
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
};

type PanelKind = 'total' | 'ionized' | 'albumin' | 'creatinine';

const KIND_OF: Readonly<Record<TrendAnalyte, PanelKind>> = {
  calcium: 'total',
  'corrected calcium': 'total',
  'ionized calcium': 'ionized',
  albumin: 'albumin',
  creatinine: 'creatinine',
};
const KINDS: readonly PanelKind[] = ['total', 'ionized', 'albumin', 'creatinine'];

const CALCIUM_HEIGHT = 232;
const BESIDE_HEIGHT = 76;
/** Pixels kept free above the highest and below the lowest value. */
const MARGIN = 18;
/** Two labels nearer than this would lie on each other. */
const LABEL_HEIGHT = 15;

export type Place = (at: EpochMs) => number;

/** Instants of the period → per cent of the width. */
export function timePlace({ from, to }: Pick<Trend, 'from' | 'to'>): Place {
  const scale = scaleUtc().domain([from, to]).range([0, 100]).clamp(true);
  return (at) => rounded(scale(at));
}

const rounded = (place: number) => Math.round(place * 100) / 100;

/** One panel a kind and unit: calcium first, of one kind in two units the one with the newest value. */
export function trendPanels(trend: Trend): readonly TrendPanel[] {
  const place = timePlace(trend);
  return KINDS.flatMap((kind) =>
    unitsOf(trend.lines.filter(({ analyte }) => KIND_OF[analyte] === kind)).map(({ unit, lines }) =>
      panelOf(
        kind,
        unit,
        lines,
        trend.limits.find((limits) => limits.kind === kind && limits.unit === unit),
        place,
      ),
    ),
  );
}

function unitsOf(
  lines: readonly TrendLine[],
): readonly { readonly unit: string; readonly lines: readonly TrendLine[] }[] {
  const filled = lines.filter(({ points }) => points.length > 0);
  return [...Map.groupBy(filled, ({ unit }) => unit)]
    .map(([unit, sameUnit]) => ({ unit, lines: sameUnit }))
    .sort((a, b) => newestOf(b.lines) - newestOf(a.lines));
}

const newestOf = (lines: readonly TrendLine[]) =>
  Math.max(...lines.flatMap(({ points }) => points.map(({ at }) => at)));

function panelOf(
  kind: PanelKind,
  unit: string,
  lines: readonly TrendLine[],
  limits: TrendLimits | undefined,
  place: Place,
): TrendPanel {
  const height = kind === 'total' || kind === 'ionized' ? CALCIUM_HEIGHT : BESIDE_HEIGHT;
  const values = lines.flatMap(({ points }) => points.map(({ shown }) => shown));
  const wanted = limits === undefined ? [] : linesInReach(limits, Math.max(...values));
  const scale = scaleLinear()
    .domain(spreadOf([...values, ...wanted.map(({ shown }) => shown)]))
    .range([height - MARGIN, MARGIN]);
  return {
    kind,
    unit,
    height,
    lines: lines.map(({ analyte, points }) => ({
      analyte,
      points: points.map((point) => ({ ...point, x: place(point.at), y: rounded(scale(point.shown)) })),
    })),
    limits: labelled(wanted.map(({ name, text, shown }) => ({ name, text, y: rounded(scale(shown)) }))),
    ticks: scale
      .ticks(height / 50)
      .map((value) => ({ y: rounded(scale(value)), text: scale.tickFormat(height / 50)(value) })),
  };
}

/** The upper limit, every grade line that was passed, and the next above: a line far away would flatten the values. */
function linesInReach(limits: TrendLimits, highest: number) {
  const all = [
    { name: 'upper limit', text: limits.upperLimit },
    { name: 'grade 2 above', text: limits.grade2Above },
    { name: 'grade 3 above', text: limits.grade3Above },
    { name: 'grade 4 above', text: limits.grade4Above },
  ].map((line) => ({ ...line, shown: Number(line.text) }));
  const passed = all.filter(({ shown }) => shown <= highest).length;
  return all.slice(0, Math.max(passed + 1, 2));
}

/** A domain that holds all values, and is not empty where they are one. */
function spreadOf(values: readonly number[]): readonly [number, number] {
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  return lowest === highest ? [lowest * 0.9 - 1, highest * 1.1 + 1] : [lowest, highest];
}

/** Labels from the upper limit upwards; one that would lie on another is left out, its line stays. */
function labelled(limits: readonly Omit<PlacedLimit, 'labelled'>[]): readonly PlacedLimit[] {
  const taken: number[] = [];
  return limits.map((limit) => {
    const free = taken.every((y) => Math.abs(y - limit.y) >= LABEL_HEIGHT);
    if (free) taken.push(limit.y);
    return { ...limit, labelled: free };
  });
}

/** The first of each month, as the axis below names them. */
export function monthTicks({ from, to }: Pick<Trend, 'from' | 'to'>) {
  const scale = scaleUtc().domain([from, to]).range([0, 100]);
  const month = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });
  return scale.ticks(12).map((date) => ({
    x: rounded(scale(date)),
    text: date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : month.format(date),
  }));
}
