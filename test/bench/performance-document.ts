import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASES } from './cases.ts';
import { CHARTS, type ChartName } from './charts.ts';
import { drawChart } from './draw-chart.ts';
import { type Figure, readable, verdict } from './figure.ts';
import { type Machine, machineLine } from './machine.ts';

/** All figures of one run, by case. */
export type Measured = {
  readonly machine: Machine;
  readonly measuredOn: Date;
  readonly seconds: number;
  readonly figures: ReadonlyMap<string, readonly Figure[]>;
};

const DOCUMENT = 'docs/performance.md';
const README = 'README.md';
const CHART_FOLDER = 'docs/performance';
const [BEGIN, END] = [
  '<!-- begin of what npm run bench writes -->',
  '<!-- end of what npm run bench writes -->',
];

/** Puts the tables between the two marks of docs/performance.md and of the README, and draws the charts. */
export function writeDocuments(measured: Measured): void {
  const all = [...measured.figures.values()].flat();
  rmSync(CHART_FOLDER, { recursive: true, force: true });
  mkdirSync(CHART_FOLDER, { recursive: true });
  for (const name of chartsIn(all)) {
    writeFileSync(join(CHART_FOLDER, `${name}.svg`), drawChart(CHARTS[name], pointsOn(name, all)));
  }
  putBetween(DOCUMENT, performanceTables(measured));
  putBetween(README, goalTable(measured));
}

function putBetween(document: string, tables: string): void {
  const text = readFileSync(document, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${document} lacks the lines "${BEGIN}" and "${END}"`);
  writeFileSync(document, `${text.slice(0, begin + BEGIN.length)}\n${tables}\n${text.slice(end)}`);
}

/** A section for each title: its figures as a table, then its charts. */
export function performanceTables(measured: Measured): string {
  const sections = Map.groupBy(measured.figures, ([name]) => CASES.get(name)?.title ?? name);
  return [
    measuredLine(measured),
    ...[...sections].map(([title, cases]) =>
      section(
        title,
        cases.flatMap(([, ofCase]) => ofCase),
      ),
    ),
  ].join('\n\n');
}

/** What has a goal, in one table. */
export function goalTable(measured: Measured): string {
  const figures = [...measured.figures.values()].flat().filter(({ target }) => target !== undefined);
  return [measuredLine(measured), figureRows(figures)].join('\n\n');
}

function measuredLine({ machine, measuredOn, seconds }: Measured): string {
  const day = measuredOn.toISOString().slice(0, 10);
  return `Measured on ${day} in ${Math.round(seconds / 60)} minutes on ${machineLine(machine)}.`;
}

function section(title: string, figures: readonly Figure[]): string {
  const charts = chartsIn(figures).map((name) => `![${CHARTS[name].title}](performance/${name}.svg)`);
  return [`### ${title}`, figureRows(figures), ...charts].join('\n\n');
}

function figureRows(figures: readonly Figure[]): string {
  const rows = figures
    .filter(({ chartOnly }) => !chartOnly)
    .map((figure) => {
      const { name, unit, measured, spread, target } = figure;
      const goal = target === undefined ? '' : `${target.is} ${readable(target.value)}: ${verdict(figure)}`;
      return `| ${name} | ${readable(measured)} ${unit} | ${spread} | ${goal} |`;
    });
  return ['| figure | median | spread | goal |', '|---|---:|---|---|', ...rows].join('\n');
}

function chartsIn(figures: readonly Figure[]): readonly ChartName[] {
  return [...new Set(figures.flatMap(({ plotted }) => plotted?.chart ?? []))];
}

function pointsOn(chart: ChartName, figures: readonly Figure[]) {
  return figures.flatMap(({ plotted, measured }) =>
    plotted?.chart === chart ? [{ line: plotted.line, x: plotted.x ?? 0, y: measured }] : [],
  );
}
