import type { Counted } from '../check-feed/tally.ts';
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
import type { Summary } from './summary.ts';

const TITLE_WIDTH = 11;

/** The report for a terminal. No patient data. */
export function reportText(report: Report): string {
  const { policies, comparison } = report;
  return [
    headText(report),
    ...policies.map((summary) => policyText(summary, report)),
    ...(comparison === undefined ? [] : [comparisonText(comparison, policies)]),
    ...troublesText(report),
    HOW_IT_COUNTS.join('\n'),
    ...(isAmiss(report) ? [amissText(report)] : []),
  ].join('\n\n');
}

function headText({ files, messages, days, registered, seen, others }: Report): string {
  const lines = [
    `${count(files, 'file')}, ${count(messages, 'message')}${days.count === 0 ? '' : ` on ${count(days.count, 'day')} from ${days.first} to ${days.last}`}`,
    `${seen} of ${registered} registered patients have results in them`,
    ...(others === 0 ? [] : [`${count(others, 'patient')} more by a diagnosis or a merge in the messages`]),
  ];
  return lines.join('\n');
}

function policyText(summary: Summary, report: Report): string {
  const busiest = busiestDay(summary);
  const most = busiest === undefined ? '' : `, at most ${busiest.pages} on ${busiest.day}`;
  const { together, listed, suppressed, delays, quarantined } = summary;
  const lines: readonly (readonly [string, string])[] = [
    ['pages', `${summary.pages}, ${pagesADay(summary, report)} a day${most}`],
    ['by level', shownAll(summary.byLevel)],
    ['by team', shownAll(summary.byTeam)],
    ['by rule', lineEach(summary.byRule, ruleText)],
    ['by kind', shownAll(summary.byKind)],
    ...(together === 0
      ? []
      : [['at once', `${together} would go out together with others (pageStorm)`] as const]),
    ['worklist', lineEach(listed, ruleText)],
    ['not told', lineEach(suppressed)],
    ['patients', `${summary.patientsPaged} paged`],
    ['episodes', `${summary.episodes}, ${summary.episodesPaged} of them paged`],
    ...(delays === undefined
      ? []
      : [
          [
            'delay',
            `from the first high value to the page: half within ${durationText(delays.medianMs)}, nine in ten within ${durationText(delays.nineInTenMs)}, at most ${durationText(delays.longestMs)}`,
          ] as const,
        ]),
    ...(quarantined.length === 0 ? [] : [['quarantine', shownAll(quarantined)] as const]),
  ];
  return [
    `Policy ${summary.name}`,
    ...lines.map(([name, text]) => `  ${name.padEnd(TITLE_WIDTH)}${text}`),
  ].join('\n');
}

function comparisonText(comparison: Comparison, [first, second]: readonly Summary[]): string {
  const { same, gained, lost, raised, lowered, patientsGained, patientsLost } = comparison;
  const lines: readonly (readonly [string, string])[] = [
    ['same', String(same)],
    ['gained', shownAll(gained)],
    ['lost', shownAll(lost)],
    ['higher', shownAll(raised)],
    ['lower', shownAll(lowered)],
    ['patients', `${patientsGained} paged only by ${second?.name}, ${patientsLost} only by ${first?.name}`],
  ];
  return [
    `From ${first?.name} to ${second?.name}`,
    ...lines.map(([name, text]) => `  ${name.padEnd(TITLE_WIDTH)}${text}`),
  ].join('\n');
}

function troublesText({ troubles, unread }: Report): readonly string[] {
  const lines = [
    ...unread.map(({ path, why }) => `  ${path} ${why}`),
    ...troubles.map(
      ({ reason, count: times, where }) =>
        `  ${count(times, 'message')} ${troubleText(reason)}, first in ${where}`,
    ),
  ];
  return lines.length === 0 ? [] : [['LOOK AT THIS', ...lines].join('\n')];
}

export function troubleText(reason: string): string {
  return reason === 'no-time'
    ? 'without a time (MSH-7): taken as sent when the file was last written'
    : `for the quarantine (${reason})`;
}

export function amissText({ messages, seen, others }: Report): string {
  if (messages === 0) return 'Nothing was judged: there is no message in these files.';
  if (seen + others === 0)
    return 'Nothing was judged: no patient with known cancer is in these messages. calcium-alerts check-feed --registry names near misses.';
  return 'Not everything could be read: the counts may say too little.';
}

function shownAll(counted: readonly Counted[]): string {
  return counted.map(({ name, count: times }) => `${name} × ${times}`).join(', ') || 'none';
}

function lineEach(counted: readonly Counted[], named: (name: string) => string = String): string {
  const width = Math.max(0, ...counted.map(({ count: times }) => String(times).length));
  const lines = counted.map(({ name, count: times }) => `${String(times).padStart(width)} ${named(name)}`);
  return lines.join(`\n${' '.repeat(2 + TITLE_WIDTH)}`) || 'none';
}

function count(number: number, of: string): string {
  return `${number} ${of}${number === 1 ? '' : 's'}`;
}
