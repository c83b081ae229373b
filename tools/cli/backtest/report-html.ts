import { type Html, html } from '../../../functions/desk/page/html.ts';
import { DAY_MS } from '../../../shared/clinical/instant.ts';
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
<h2>Pages a day (UTC)</h2>
${policies.map((summary) => pagesHtml(summary, policies))}
${policies.map(dayByDay)}
<h2>From the first high value of an episode to its page</h2>
${policies.map(delayHtml)}
${countsHtml('Episodes by that time', policies, ({ delays }) => delays?.spread ?? [])}
<h2>What and why</h2>
${countsHtml('Pages by team', policies, ({ byTeam }) => byTeam)}
${countsHtml('Pages by rule', policies, ({ byRule }) => byRule, ruleText)}
${countsHtml('Pages by kind', policies, ({ byKind }) => byKind)}
${countsHtml('On the worklist, nobody paged', policies, ({ listed: entries }) => entries, ruleText)}
${countsHtml('Above the limit and not told, and why', policies, ({ suppressed }) => suppressed)}
${countsHtml('Messages for the quarantine', policies, ({ quarantined }) => quarantined)}
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

function pagesHtml(summary: Summary, all: readonly Summary[]): Html {
  return barChart({
    title: summary.name,
    series: [...PAGING_LEVELS],
    bars: everyDay(summary, all).map(({ day, byLevel }) => ({
      label: day,
      parts: PAGING_LEVELS.map((level) => countOf(byLevel, level)),
    })),
  });
}

function delayHtml({ name, delays }: Summary): Html {
  const bars = (delays?.spread ?? []).map(({ name: label, count }) => ({ label, parts: [count] }));
  return barChart({ title: name, series: ['episodes'], bars });
}

function dayByDay({ name, days }: Summary): Html {
  const rows = days.map(({ day, pages, byLevel, byTeam, byRule }) => [
    day,
    pages,
    ...[byLevel, byTeam, byRule].map(listed),
  ]);
  return html`<details><summary>Day by day: ${name}</summary>
${table(['day (UTC)', 'pages', 'levels', 'teams', 'rules'], rows)}</details>`;
}

/** The policies beside each other; nothing where none of them has anything to count. */
function countsHtml(
  title: string,
  policies: readonly Summary[],
  of: (summary: Summary) => readonly Counted[],
  named: (name: string) => string = String,
): Html {
  const names = new Set(policies.flatMap((summary) => of(summary).map(({ name }) => name)));
  if (names.size === 0) return html``;
  const rows = Array.from(names, (name) => [
    named(name),
    ...policies.map((summary) => countOf(of(summary), name)),
  ]);
  return html`<h3>${title}</h3>
${table(['', ...policies.map(({ name }) => name)], rows)}`;
}

const MOST_DAYS = 4_000;

/** The same days for all policies, those without a page between them too. */
function everyDay({ days }: Summary, all: readonly Summary[]): readonly PagesOfDay[] {
  const known = all.flatMap((summary) => summary.days.map(({ day }) => day)).sort();
  const [first, last] = [known.at(0), known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const many = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (many > MOST_DAYS) return days;
  const byDay = new Map(days.map((one) => [one.day, one]));
  return Array.from({ length: many }, (_, index) => {
    const day = new Date(Date.parse(first) + index * DAY_MS).toISOString().slice(0, 10);
    return byDay.get(day) ?? { day, pages: 0, byLevel: [], byTeam: [], byRule: [] };
  });
}

function troublesHtml({ troubles, unread }: Report): Html {
  if (troubles.length + unread.length === 0) return html``;
  return html`<h2>Look at this</h2>
<ul>${unread.map(({ path, why }) => html`<li>${path} ${why}</li>`)}
${troubles.map(({ reason, count, where }) => html`<li>${count} × ${troubleText(reason)}, first in ${where}</li>`)}</ul>`;
}

const countOf = (counts: readonly Counted[], wanted: string): number =>
  counts.find(({ name }) => name === wanted)?.count ?? 0;
const sum = (counts: readonly Counted[]): number => counts.reduce((total, { count }) => total + count, 0);
const listed = (counts: readonly Counted[]): string =>
  counts.map(({ name, count }) => `${name} × ${count}`).join(', ');
