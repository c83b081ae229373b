import type { Finding, Weight } from './finding.ts';
import type { FeedReport, FileReport, SurveyReport } from './survey.ts';
import type { Counted } from './tally.ts';

const TITLES: Readonly<Record<Weight, string>> = {
  missed: 'CALCIUM WOULD BE MISSED',
  unread: 'COULD NOT BE READ',
  look: 'LOOK AT THIS',
  note: 'GOOD TO KNOW',
};
const MOST_OTHERS = 25;

/** The report for a terminal. No patient data. */
export function reportText({ files, feeds }: SurveyReport, findings: readonly Finding[]): string {
  return [filesText(files), ...feeds.map(feedText), findingsText(findings), verdictText(findings)].join(
    '\n\n',
  );
}

function filesText(files: readonly FileReport[]): string {
  const messages = files.reduce((sum, file) => sum + file.messages, 0);
  const many = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${messages} ${messages === 1 ? 'message' : 'messages'}`;
  const kinds = [
    files.some(({ compressed }) => compressed) ? 'some compressed' : '',
    files.some(({ framed }) => framed) ? 'some in MLLP frames' : '',
  ].filter((kind) => kind !== '');
  return [many, ...kinds].join(', ');
}

function feedText(report: FeedReport): string {
  const { feed, configured, traffic, form, times, identifiers, codes, match } = report;
  const named = configured
    ? `Feed ${feed.id}`
    : `${traffic.senders[0]?.name ?? '?'} (not configured: ${feed.id})`;
  const lines = [
    ['messages', `${traffic.messages}${perDay(report)}; largest ${traffic.largestBytes} bytes`],
    ['fates', listed(traffic.fates)],
    ['types', listed(traffic.types)],
    ['versions', listed(traffic.versions)],
    ['MSH-11', listed(traffic.processingIds)],
    ['charset', `${listed(form.encodings)}; MSH-18 ${listed(form.declared)}`],
    ['line ends', listed(form.lineEnds)],
    ['times', `MSH-7 ${listed(times.sent)}; read in ${times.timeZone}`],
    [
      'collected',
      times.lags
        .filter(({ count }) => count > 0)
        .map(shown)
        .join(', ') || 'nothing understood',
    ],
    [
      'patients',
      `${identifiers.usable} named, ${identifiers.missing} without identifier, ${identifiers.placeholder} placeholders`,
    ],
    ['PID-3', listed(identifiers.offered)],
    ...(match === undefined
      ? []
      : [['registry', `${match.matched} of ${match.patients} patients are in it${share(match)}`]]),
  ] as const;
  return [
    named,
    ...lines.map(([name, text]) => `  ${name.padEnd(10)} ${text}`),
    ...knownText(codes.known),
    ...othersText(report),
  ].join('\n');
}

function perDay({ traffic }: FeedReport): string {
  const days = traffic.days.filter(({ name }) => !name.startsWith('(')).length;
  if (days < 2) return '';
  const [messages, calcium] = [traffic.messages, traffic.calciumMessages].map((count) =>
    Math.round(count / days),
  );
  return `, about ${messages} a day over ${days} days (${calcium} with calcium)`;
}

function share({ matched, patients }: { readonly matched: number; readonly patients: number }): string {
  return patients === 0 ? '' : ` (${((matched / patients) * 100).toFixed(1)} %)`;
}

function knownText(known: FeedReport['codes']['known']): readonly string[] {
  if (known.length === 0) return ['  codes      none of ours'];
  return [
    '  codes',
    ...known.flatMap((row) => [
      `    ${row.code}${row.system === '' ? '' : ` (${row.system})`} “${row.name}” → ${row.loinc} ${row.stands} [${row.as}] × ${row.count}`,
      `      units ${listed(row.units)}; ranges ${listed(row.ranges)}; OBX-11 ${listed(row.statuses)}; OBX-2 ${listed(row.valueTypes)}`,
      ...(row.setAside.length === 0 ? [] : [`      set aside: ${listed(row.setAside)}`]),
    ]),
  ];
}

function othersText({ codes }: FeedReport): readonly string[] {
  if (codes.others.length === 0) return [];
  const first = codes.others.slice(0, MOST_OTHERS).map(({ code, name, unit, count }) => {
    const named = [code, name === '' ? '' : `“${name}”`].filter((text) => text !== '').join(' ');
    return `${named}${unit === '' ? '' : ` ${unit}`} × ${count}`;
  });
  const more = codes.others.length - first.length;
  const rest = more > 0 || codes.truncated ? `; ${more} more in the HTML and JSON reports` : '';
  return [`  left alone ${first.join(', ')}${rest}`];
}

const MOST_LISTED = 6;

function listed(counted: readonly Counted[]): string {
  const more = counted.length - MOST_LISTED;
  const first = counted.slice(0, MOST_LISTED).map(shown).join(', ');
  return more > 0 ? `${first}, ${more} more` : first || 'none';
}

function shown({ name, count }: Counted): string {
  return `${name} × ${count}`;
}

function findingsText(findings: readonly Finding[]): string {
  const blocks = (Object.keys(TITLES) as Weight[]).flatMap((weight) => {
    const ofWeight = findings.filter((finding) => finding.weight === weight);
    return ofWeight.length === 0 ? [] : [[TITLES[weight], ...ofWeight.map(findingText)].join('\n')];
  });
  return blocks.join('\n\n') || 'Nothing to say.';
}

function findingText({ code, feed, text, count, where, paste }: Finding): string {
  return [
    `  ${code}${feed === '' ? '' : ` ${feed}`}: ${count} × ${text}`,
    ...(where === undefined || feed === '' ? [] : [`    first in ${where}`]),
    ...(paste === undefined ? [] : [`    paste ${paste}`]),
  ].join('\n');
}

function verdictText(findings: readonly Finding[]): string {
  const count = (weight: Weight) => findings.filter((finding) => finding.weight === weight).length;
  if (count('missed') > 0) return `Not ready: calcium would be missed (${count('missed')} findings).`;
  if (count('unread') > 0) return 'Not all could be read; in the rest no calcium would be missed.';
  return count('look') > 0
    ? 'No calcium would be missed. Some things want a look.'
    : 'No calcium would be missed.';
}
