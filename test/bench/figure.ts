import type { ChartName } from './charts.ts';

/** One measured figure: the median, how far it spreads, and what it is to reach. */
export type Figure = {
  readonly name: string;
  readonly unit: string;
  readonly measured: number;
  /** How much runs or samples differ, in words. */
  readonly spread: string;
  readonly target?: Target;
  readonly plotted?: Plotted;
  /** One of many on a line: in the chart, not in the tables. */
  readonly chartOnly?: true;
};

/** Where a figure stands in a chart: on which line, and at which x where the chart has an axis for it. */
export type Plotted = { readonly chart: ChartName; readonly line: string; readonly x?: number };

export type Target = { readonly is: 'at least' | 'below'; readonly value: number };

/** Whether a figure reaches its target; undefined where it has none. */
function reaches({ measured, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return target.is === 'at least' ? measured >= target.value : measured < target.value;
}

/** The value below which `share` of the sorted samples lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function sortedSamples(samples: readonly number[]): readonly number[] {
  return samples.toSorted((one, other) => one - other);
}

export function readable(value: number): string {
  if (value === 0) return '0';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A figure of samples: their median, and the least and most of them. */
export function medianFigure(
  name: string,
  unit: string,
  samples: readonly number[],
  more: { readonly of?: string; readonly target?: Target; readonly plotted?: Plotted } = {},
): Figure {
  const { of = `${samples.length} runs`, ...rest } = more;
  const sorted = sortedSamples(samples);
  const [least, most] = [readable(quantile(sorted, 0)), readable(quantile(sorted, 1))];
  return { name, unit, measured: quantile(sorted, 0.5), spread: `${least} to ${most} over ${of}`, ...rest };
}

/** What was counted or computed, not sampled. */
export function countedFigure(
  name: string,
  unit: string,
  measured: number,
  more: Pick<Figure, 'target' | 'plotted' | 'chartOnly'> = {},
): Figure {
  return { name, unit, measured, spread: 'counted', ...more };
}

export function verdict(figure: Figure): string {
  const reached = reaches(figure);
  if (reached === undefined) return '';
  return reached ? 'reached' : 'MISSED';
}

/** The figures as a table for a terminal. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures
    .filter(({ chartOnly }) => !chartOnly)
    .map((figure) => [
      figure.name,
      `${readable(figure.measured)} ${figure.unit}`,
      figure.spread,
      figure.target === undefined ? '' : `${figure.target.is} ${readable(figure.target.value)}`,
      verdict(figure),
    ]);
  return textTable(['figure', 'measured (median)', 'spread', 'target', ''], rows);
}

function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
