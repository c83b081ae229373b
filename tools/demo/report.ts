import { contactsFor } from '../../shared/alerting/routing.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { Story } from '../day/story.ts';
import { addsUp, type Counts, type DayAccount, type RaisedEntry, type SilentEntry } from './account.ts';
import { type Difference, differences } from './expectation.ts';
import type { Outage } from './recorder.ts';

export type ReportInput = {
  readonly account: DayAccount;
  /** While the pager was out of order. */
  readonly outage: Outage;
  readonly stories: readonly Story[];
  readonly dayStart: EpochMs;
  readonly config: Pick<Config, 'teams'>;
};

const WIDTH = 110;
const INDENT = ' '.repeat(14);

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function timeText(at: EpochMs): string {
  return clock.format(at).replace(',', '');
}

/** Text in lines of at most `WIDTH` characters, all but the first indented like the first. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => indent + one).join('\n');
}

function reachText({ paged }: RaisedEntry, { teams }: ReportInput['config']): string {
  const team = teams.find(({ id }) => id === paged?.page.team);
  if (paged === undefined || team === undefined) return 'listed for the team, nobody is paged';
  const protocols = contactsFor(team, paged.page.level).map(({ protocol }) => protocol);
  const sms = protocols.filter((protocol) => protocol === 'sms').length;
  const reached = [...(sms > 0 ? [`${sms} SMS`] : []), `${protocols.length - sms} e-mails`];
  const later = paged.page.repeat ? `, at ${timeText(paged.at).slice(-5)} as REPEAT` : '';
  return `${team.id} by ${reached.join(' and ')}${later}`;
}

function showsOf(story: string | undefined, stories: readonly Story[]): string {
  return stories.find(({ id }) => id === story)?.shows ?? 'ordinary traffic';
}

function raisedText(entry: RaisedEntry, { stories, config }: ReportInput): string {
  const { at, kind, level, patient, calcium, rule, story, why } = entry;
  const head = kind === 'alert' ? level.toUpperCase() : `${kind.toUpperCase()} (${level})`;
  return [
    `${timeText(at).padEnd(INDENT.length)}${head.padEnd(24)}${patient}  ${calcium.padEnd(13)}${reachText(entry, config)}`,
    wrapped(`${showsOf(story, stories)} [${rule}]`, INDENT),
    ...why.map((sentence) => wrapped(sentence, `${INDENT}  `)),
  ].join('\n');
}

function silentText({ at, story, why }: SilentEntry, stories: readonly Story[]): string {
  const patient = stories.find(({ id }) => id === story)?.patient ?? '';
  return [
    `${timeText(at).padEnd(INDENT.length)}${patient}  ${showsOf(story, stories)}`,
    ...why.map((sentence) => wrapped(sentence, `${INDENT}  `)),
  ].join('\n');
}

function section(title: string, entries: readonly string[]): string {
  const headed = `${title} (${entries.length})`;
  return [headed, '='.repeat(headed.length), ...entries].join('\n');
}

function reasonsText(reasons: ReadonlyMap<string, number>): string {
  const listed = [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ');
  return listed === '' ? '' : ` (${listed})`;
}

function sum(reasons: ReadonlyMap<string, number>): number {
  return [...reasons.values()].reduce((total, count) => total + count, 0);
}

function countsText(counts: Counts): string {
  const { received, judged, ignored, quarantined, valuesQuarantined } = counts;
  return [
    `received     ${received}`,
    `judged       ${judged}`,
    `ignored      ${sum(ignored)}${reasonsText(ignored)}`,
    `quarantined  ${sum(quarantined)}${reasonsText(quarantined)}`,
    addsUp(counts) ? 'The counts add up.' : 'THE COUNTS DO NOT ADD UP.',
    `Values set aside: ${sum(valuesQuarantined)}${reasonsText(valuesQuarantined)}`,
  ].join('\n');
}

function noticesText({ notices }: DayAccount): readonly string[] {
  const byCode = Map.groupBy(notices, ({ code, subject }) => `${code}: ${subject}`);
  return [...byCode].map(([what, all]) => `${what}${all.length > 1 ? ` (${all.length} times)` : ''}`);
}

function differenceText({ story, expected, raised }: Difference): string {
  return `${story}: expected ${expected.join(', ') || 'nothing'}, but raised ${raised.join(', ') || 'nothing'}`;
}

function verdictText(stories: readonly Story[], found: readonly Difference[]): string {
  if (found.length === 0) return `All ${stories.length} stories ended as they should.`;
  return ['THESE ENDED OTHERWISE THAN THEY SHOULD:', ...found.map(differenceText)].join('\n');
}

/** The day for a reader at a terminal; times are UTC. */
export function reportText(input: ReportInput): string {
  const { account, stories, dayStart, outage } = input;
  const told = (entries: readonly RaisedEntry[]): readonly string[] =>
    entries.map((entry) => raisedText(entry, input));
  const today = account.raised.filter(({ at }) => at >= dayStart);
  const silent = account.silent.filter(({ at }) => at >= dayStart);
  return [
    `A day of two laboratories, invented; times are UTC. From ${timeText(outage.from)} to ${timeText(outage.until)} the pager is out of order.`,
    section('Paged in the days before', told(account.raised.filter(({ at }) => at < dayStart))),
    section('Paged', told(today.filter(({ paged }) => paged !== undefined))),
    section('On the worklist, nobody paged', told(today.filter(({ paged }) => paged === undefined))),
    section(
      'Nothing raised, and why',
      silent.map((entry) => silentText(entry, stories)),
    ),
    section('Operations heard', noticesText(account)),
    `Messages\n========\n${countsText(account.counts)}`,
    verdictText(stories, differences(account, stories)),
  ].join('\n\n');
}
