import { type Html, html } from '../../../functions/desk/page/html.ts';
import { barChart } from '../html/bar-chart.ts';
import { table, wholePage } from '../html/whole-page.ts';
import type { Finding, Weight } from './finding.ts';
import type { FeedReport, SurveyReport } from './survey.ts';
import type { Counted } from './tally.ts';

const TITLES: Readonly<Record<Weight, string>> = {
  missed: 'Calcium would be missed',
  unread: 'Could not be read',
  look: 'Look at this',
  note: 'Good to know',
};
const MOST_OTHERS = 500;

/** The report as one file that loads nothing. No patient data. */
export function reportHtml(
  { files, feeds }: SurveyReport,
  findings: readonly Finding[],
  isReady: boolean,
): string {
  const messages = files.reduce((sum, file) => sum + file.messages, 0);
  const main = html`<h1>Check of a feed</h1>
<p>${messages} messages of ${files.length} files. <strong>${isReady ? 'No calcium would be missed.' : 'Not ready to go live.'}</strong></p>
${(Object.keys(TITLES) as Weight[]).map((weight) => findingsHtml(weight, findings))}
${feeds.map(feedHtml)}
<h2>Files</h2>
${table(
  ['file', 'messages', 'form'],
  files.map(({ path, messages: count, compressed, framed, fault }) => [
    path,
    count,
    [compressed ? 'gzip' : 'plain', framed ? 'MLLP frames' : '', fault ?? ''].filter(Boolean).join(', '),
  ]),
)}`;
  return wholePage('Check of a feed – calcium-alerts', main);
}

function findingsHtml(weight: Weight, findings: readonly Finding[]): Html {
  const ofWeight = findings.filter((finding) => finding.weight === weight);
  if (ofWeight.length === 0) return html``;
  return html`<h2>${TITLES[weight]}</h2>
${ofWeight.map(
  ({ code, feed, count, text, where, paste }) => html`<div class="finding ${weight}">
<strong>${code}</strong> ${feed} <p>${count} × ${text}</p>
${where !== undefined && html`<p>First in ${where}</p>`}
${paste !== undefined && html`<pre>${paste}</pre>`}</div>`,
)}`;
}

function feedHtml({ feed, configured, traffic, form, times, identifiers, codes, match }: FeedReport): Html {
  const calcium = new Map(traffic.calciumDays.map(({ name, count }) => [name, count]));
  const facts: readonly (readonly [string, string])[] = [
    ['types', listed(traffic.types)],
    ['versions', listed(traffic.versions)],
    ['MSH-11', listed(traffic.processingIds)],
    ['senders', listed(traffic.senders)],
    ['charset', `${listed(form.encodings)}; MSH-18 ${listed(form.declared)}`],
    ['line ends', listed(form.lineEnds)],
    ['separators', listed(form.separators)],
    ['MSH-7', `${listed(times.sent)}; read in ${times.timeZone}`],
    ['collected', listed(times.collectedFrom)],
    [
      'patients',
      `${identifiers.usable} named, ${identifiers.missing} not, ${identifiers.placeholder} placeholders`,
    ],
    ['PID-3', listed(identifiers.offered)],
    ...(match === undefined
      ? []
      : [['registry', `${match.matched} of ${match.patients} patients are in it`] as const]),
  ];
  return html`<h2>${configured ? `Feed ${feed.id}` : `${traffic.senders[0]?.name ?? ''} (not configured)`}</h2>
${table(['', ''], facts)}
${barChart({
  title: 'Messages a day (UTC)',
  series: ['with calcium', 'others'],
  bars: traffic.days.map(({ name, count }) => {
    const withCalcium = calcium.get(name) ?? 0;
    return { label: name, parts: [withCalcium, count - withCalcium] };
  }),
})}
${barChart({
  title: 'Messages by hour of the day (UTC)',
  series: ['messages'],
  bars: traffic.hours.map((count, hour) => ({ label: `${hour}:00`, parts: [count] })),
})}
${barChart({
  title: 'From collection to sending, results that were understood',
  series: ['results'],
  bars: times.lags.map(({ name, count }) => ({ label: name, parts: [count] })),
})}
<h3>What becomes of the messages</h3>
${table(
  ['fate', 'messages'],
  traffic.fates.map(({ name, count }) => [name, count]),
)}
<h3>Codes that are known</h3>
${table(
  ['code', 'name', 'LOINC', 'stands for', 'by', 'results', 'units', 'ranges', 'OBX-11', 'set aside'],
  codes.known.map((row) => [
    ...[row.code, row.name, row.loinc, row.stands, row.as, row.count],
    ...[listed(row.units), listed(row.ranges), listed(row.statuses), listed(row.setAside)],
  ]),
)}
<details><summary>Codes that are left alone (${codes.others.length}${codes.truncated ? ' and more' : ''})</summary>
${table(
  ['code', 'name', 'unit', 'range', 'results'],
  codes.others
    .slice(0, MOST_OTHERS)
    .map(({ code, name, unit, range, count }) => [code, name, unit, range, count]),
)}</details>`;
}

function listed(counted: readonly Counted[]): string {
  return (
    counted
      .slice(0, 12)
      .map(({ name, count }) => `${name} × ${count}`)
      .join(', ') || 'none'
  );
}
