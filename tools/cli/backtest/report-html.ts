import { type Html, html } from '../../../functions/desk/page/html.ts';
import type { Counted } from '../check-feed/tally.ts';
import { barChart } from '../html/bar-chart.ts';
import { table, wholePage } from '../html/whole-page.ts';
import type { Comparison } from './compare.ts';
import {
  busiestDay,
  durationText,
  HOW_IT_COUNTS,
  isAmiss,
  pagesADay,
  type Report,
  ruleText,
} from './report.ts';
import { amissText, troubleText } from './report-text.ts';
import { PAGING_LEVELS, type PagesOfDay, type Summary } from './summary.ts';

/** The report as one file that loads nothing. No patient data. */
export function reportHtml(report: Report): string {
  const { policies, comparison, days } = report;
  const main = html`<h1>Backtest</h1>
<p>${report.messages} messages of ${report.files} files, ${days.count} days from ${days.first} to ${days.last}. ${report.seen} of ${report.registered} registered patients have results in them; ${report.others} patients more by a diagnosis or a merge.</p>
${isAmiss(report) && html`<p class="finding missed">${amissText(report)}</p>`}
${besideEachOther(report)}
${comparison !== undefined && comparisonHtml(comparison, policies)}
${policies.map((summary) => policyHtml(summary, policies))}
${troublesHtml(report)}
<h2>How it counts</h2>
${HOW_IT_COUNTS.map((text) => html`<p>${text}</p>`)}`;
  return wholePage('Backtest – calcium-alerts', main);
}

type Row = readonly (string | number)[];

function besideEachOther(report: Report): Html {
  const { policies } = report;
  const row = (name: string, of: (summary: Summary) => string | number): Row => [name, ...policies.map(of)];
  const level = (wanted: string) => (summary: Summary) => countOf(summary.byLevel, wanted);
  const delay = (of: 'medianMs' | 'nineInTenMs' | 'longestMs') => (summary: Summary) =>
    summary.delays === undefined ? '–' : durationText(summary.delays[of]);
  return table(
    ['', ...policies.map(({ name }) => name)],
    [
      row('pages', ({ pages }) => pages),
      row('pages a day', (summary) => pagesADay(summary, report)),
      row('most on one day', (summary) => busiestDay(summary)?.pages ?? 0),
      ...PAGING_LEVELS.map((name) => row(name, level(name))),
      row('patients paged', ({ patientsPaged }) => patientsPaged),
      row('episodes', ({ episodes }) => episodes),
      row('episodes paged', ({ episodesPaged }) => episodesPaged),
      row('half paged within', delay('medianMs')),
      row('nine in ten paged within', delay('nineInTenMs')),
      row('all paged within', delay('longestMs')),
      row('one too many at once (pageStorm)', ({ together }) => together),
      row('on the worklist', ({ listed }) => sum(listed)),
      row('not told', ({ suppressed }) => sum(suppressed)),
    ],
  );
}

function comparisonHtml(comparison: Comparison, [first, second]: readonly Summary[]): Html {
  const { same, gained, lost, raised, lowered, patientsGained, patientsLost } = comparison;
  const rows: readonly Row[] = [
    ['the same page', same, ''],
    [`gained: only ${second?.name} pages`, sum(gained), listed(gained)],
    [`lost: only ${first?.name} pages`, sum(lost), listed(lost)],
    ['at a higher level', sum(raised), listed(raised)],
    ['at a lower level', sum(lowered), listed(lowered)],
    [`patients whom only ${second?.name} pages`, patientsGained, ''],
    [`patients whom only ${first?.name} pages`, patientsLost, ''],
  ];
  return html`<h2>From ${first?.name} to ${second?.name}</h2>
${table(['', 'number', 'which'], rows)}`;
}

function policyHtml(summary: Summary, all: readonly Summary[]): Html {
  return html`<h2>Policy ${summary.name}</h2>
${barChart({
  title: 'Pages a day (UTC)',
  series: [...PAGING_LEVELS],
  bars: everyDay(summary.days, all).map(({ day, pages }) => ({ label: day, parts: pages })),
})}
${
  summary.delays !== undefined &&
  barChart({
    title: 'Episodes by the time from their first high value to the page',
    series: ['episodes'],
    bars: summary.delays.spread.map(({ name, count }) => ({ label: name, parts: [count] })),
  })
}
${countsHtml('Pages by team', summary.byTeam)}
${countsHtml('Pages by rule', summary.byRule, ruleText)}
${countsHtml('Pages by kind', summary.byKind)}
${countsHtml('On the worklist, nobody paged', summary.listed, ruleText)}
${countsHtml('Above the limit and not told, and why', summary.suppressed)}
${summary.quarantined.length > 0 && countsHtml('Messages for the quarantine', summary.quarantined)}`;
}

function countsHtml(
  title: string,
  counts: readonly Counted[],
  named: (name: string) => string = String,
): Html {
  const rows = counts.map(({ name, count }) => [named(name), count]);
  return html`<h3>${title}</h3>
${rows.length === 0 ? html`<p>None.</p>` : table(['', 'number'], rows)}`;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 4_000;

/** The same days for all policies, those without a page between them too. */
function everyDay(days: readonly PagesOfDay[], all: readonly Summary[]): readonly PagesOfDay[] {
  const known = all.flatMap((summary) => summary.days.map(({ day }) => day)).sort();
  const [first, last] = [known.at(0), known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const many = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (many > MOST_DAYS) return days;
  const byDay = new Map(days.map((one) => [one.day, one]));
  return Array.from({ length: many }, (_, index) => {
    const day = new Date(Date.parse(first) + index * DAY_MS).toISOString().slice(0, 10);
    return byDay.get(day) ?? { day, pages: PAGING_LEVELS.map(() => 0) };
  });
}

function troublesHtml({ troubles, unread }: Report): Html {
  if (troubles.length + unread.length === 0) return html``;
  return html`<h2>Look at this</h2>
<ul>${unread.map(({ path, why }) => html`<li>${path} ${why}</li>`)}
${troubles.map(({ reason, count, where }) => html`<li>${count} messages ${troubleText(reason)}, first in ${where}</li>`)}</ul>`;
}

const countOf = (counts: readonly Counted[], wanted: string): number =>
  counts.find(({ name }) => name === wanted)?.count ?? 0;
const sum = (counts: readonly Counted[]): number => counts.reduce((total, { count }) => total + count, 0);
const listed = (counts: readonly Counted[]): string =>
  counts.map(({ name, count }) => `${name} × ${count}`).join(', ');
