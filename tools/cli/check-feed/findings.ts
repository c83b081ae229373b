import { analyteName, analyteOf } from '../../../shared/clinical/analyte-table.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { byWeight, type Finding } from './finding.ts';
import { fileFindings } from './findings-of-files.ts';
import { matchFindings } from './findings-of-registry.ts';
import { isCalcium, type Loss } from './losses.ts';
import { isNamesake } from './may-be-calcium.ts';
import { guessEntry, type Proposal, proposeEntry } from './propose-entry.ts';
import type { FeedReport, SurveyReport } from './survey.ts';
import { whyQuarantined, whySetAside } from './why-set-aside.ts';

/** All that is to be known before these feeds go live, gravest first. */
export function findingsOf({ files, feeds }: SurveyReport, config: Config): readonly Finding[] {
  return byWeight([
    ...fileFindings(files),
    ...feeds.flatMap((report) => [
      ...codeFindings(report, config),
      ...valueFindings(report),
      ...messageFindings(report),
      ...senderFindings(report, config),
      ...timeFindings(report),
      ...matchFindings(report),
    ]),
  ]);
}

type Found = Omit<Finding, 'feed'>;

const ofFeed = ({ feed }: FeedReport, findings: readonly Found[]): readonly Finding[] =>
  findings.map((found) => ({ feed: feed.id, ...found }));

function codeFindings(report: FeedReport, config: Config): readonly Finding[] {
  const { codes, feed } = report;
  const unmapped = codes.unmapped.map((row): Found => {
    const namesake = isNamesake(row, row.hasRangeOfCalcium);
    const proposal = row.code === '' || namesake ? undefined : proposeEntry(row, feed, config);
    return {
      weight: namesake ? 'look' : 'missed',
      code: namesake ? 'NAMESAKE_OF_CALCIUM' : 'UNMAPPED_CALCIUM',
      text: `${shown(row)} ${
        namesake
          ? 'only has a name like calcium’s: operations would be told of it once; map it to its own LOINC code to spare them that'
          : `looks like calcium and is not mapped, so it would not be judged; ${remedy(proposal)}`
      }`,
      count: row.count,
      where: row.where,
      ...pasted(proposal),
    };
  });
  const suspected = codes.others
    .filter((row) => row.mayBeCalcium)
    .map((row): Found => {
      const code = { ...row, system: '' };
      const proposal = row.code === '' ? undefined : guessEntry(code);
      return {
        weight: 'missed',
        code: 'MAY_BE_CALCIUM',
        text: `${shown(row)} may be calcium, and nothing would notice it: ask the laboratory; ${remedy(proposal)}`,
        count: row.count,
        ...pasted(proposal),
      };
    });
  const defaults = codes.known
    .filter(({ defaultLimits }) => defaultLimits > 0)
    .map(
      (row): Found => ({
        weight: 'note',
        code: 'DEFAULT_LIMIT',
        text: `${shown({ ...row, unit: row.units[0]?.name ?? '' })} comes without a range that fits calcium: the default upper limit of the policy stands in`,
        count: row.defaultLimits,
      }),
    );
  return ofFeed(report, [...unmapped, ...suspected, ...defaults]);
}

function shown({
  code,
  name,
  unit,
}: {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
}): string {
  const named = code === '' ? `“${name}” (no code)` : `${code}${name === '' ? '' : ` “${name}”`}`;
  return `${named} in ${unit || 'no unit'}`;
}

function remedy(proposal: Proposal | undefined): string {
  if (proposal === undefined)
    return 'it has no code that could be mapped: ask the laboratory to send one in OBX-3.1';
  return proposal.isProven
    ? `paste the entry (${proposal.stands}) if the laboratory agrees`
    : `ask the laboratory what it is, then paste the entry (as it stands: ${proposal.stands})`;
}

function pasted(proposal: Proposal | undefined): { readonly paste?: string } {
  return proposal === undefined ? {} : { paste: JSON.stringify(proposal.entry) };
}

function valueFindings(report: FeedReport): readonly Finding[] {
  return ofFeed(
    report,
    report.losses.values.map(({ name, count, where }) => {
      const [reason = '', loinc = ''] = name.split(' ');
      const calcium = isCalcium(loinc);
      return {
        weight: calcium ? 'missed' : 'look',
        code: calcium ? 'CALCIUM_SET_ASIDE' : 'ALBUMIN_SET_ASIDE',
        text: `${analyteName(analyteOf(loinc)?.analyte ?? loinc)} (${loinc}) ${whySetAside(reason)} [${reason}]`,
        count,
        where,
      };
    }),
  );
}

function messageFindings(report: FeedReport): readonly Finding[] {
  const { watchedMessages, otherMessages, unreadTypes, ignored } = report.losses;
  const quarantined =
    (weight: 'missed' | 'look', code: string) =>
    ({ name, count, where }: Loss): Found => ({
      weight,
      code,
      text: `would go to quarantine (${name}): ${whyQuarantined(name)}${weight === 'missed' ? '; they hold calcium or its like' : ''}`,
      count,
      where,
    });
  return ofFeed(report, [
    ...watchedMessages.map(quarantined('missed', 'MESSAGES_QUARANTINED')),
    ...otherMessages.map(quarantined('look', 'MESSAGES_QUARANTINED')),
    ...unreadTypes.map(
      ({ name, count, where }): Found => ({
        weight: 'missed',
        code: 'UNREAD_MESSAGE_TYPE',
        text: `${name} holds calcium or its like and is not read: ask the laboratory to send results as ORU^R01`,
        count,
        where,
      }),
    ),
    ...ignored.map(
      ({ name, count, where }): Found => ({
        weight: 'look',
        code: 'IGNORED',
        text: WHY_IGNORED[name] ?? name,
        count,
        where,
      }),
    ),
  ]);
}

const WHY_IGNORED: Readonly<Record<string, string>> = {
  test: 'with calcium or its like are marked as tests (MSH-11 is T or D) and would never page: in production they must say P',
  'placeholder-identifier':
    'with calcium or its like name their patient by a placeholder of the feed’s placeholderIds and would be left alone',
};

function senderFindings(report: FeedReport, config: Config): readonly Finding[] {
  const { configured, refused, traffic, form, identifiers, codes } = report;
  const found: Found[] = [];
  if (!configured && !refused) {
    found.push({
      weight: 'look',
      code: 'SENDER_NOT_CONFIGURED',
      text: 'is no feed of the configuration: its messages would be read with the strict defaults; paste a feed for it',
      count: traffic.messages,
      paste: JSON.stringify(feedFor(report, config)),
    });
  }
  if (form.guessed > 0) {
    found.push({
      weight: 'look',
      code: 'CHARSET_GUESSED',
      text: 'are in a character set that MSH-18 does not name; ask the laboratory to name it (UNICODE UTF-8)',
      count: form.guessed,
    });
  }
  if (
    codes.known.length > 0 &&
    identifiers.usable > 0 &&
    report.identifiers.authorities[0]?.name === '(empty)'
  ) {
    found.push({
      weight: 'look',
      code: 'AUTHORITY_EMPTY',
      text: 'name patients without an assigning authority: set defaultAuthority of the feed to the one of the registry',
      count: identifiers.authorities[0]?.count ?? 0,
    });
  }
  if (traffic.calciumMessages === 0 && traffic.types.some(({ name }) => name.startsWith('ORU'))) {
    found.push({
      weight: 'look',
      code: 'NO_CALCIUM',
      text: 'has results and no calcium that is understood: ask for samples with calcium, or look through the other codes',
      count: traffic.messages,
    });
  }
  return ofFeed(report, found);
}

/** A feed for a sender that has none, from what was seen. */
function feedFor({ traffic, identifiers, feed, codes }: FeedReport, config: Config) {
  const [application = '', facility = ''] = (traffic.senders[0]?.name ?? '').split('|');
  const [authority = ''] = (identifiers.authorities[0]?.name ?? '').split(' ');
  return {
    id:
      facility
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replace(/^[^a-z]+/, '')
        .slice(0, 40) || feed.id,
    sendingApplication: application,
    sendingFacility: facility,
    timeZone: feed.timeZone,
    ...(authority === '' || authority === '(empty)' ? {} : { defaultAuthority: authority }),
    understanding: {
      codes: codes.unmapped.flatMap((row) =>
        row.code === '' || isNamesake(row, row.hasRangeOfCalcium)
          ? []
          : (proposeEntry(row, feed, config)?.entry ?? []),
      ),
    },
  };
}

function timeFindings(report: FeedReport): readonly Finding[] {
  const { times, configured } = report;
  const withoutOffset = times.sent.find(({ name }) => name === 'without offset')?.count ?? 0;
  const found: Found[] = [];
  if (times.collectedAfterSent > 0) {
    found.push({
      weight: 'look',
      code: 'COLLECTED_AFTER_SENT',
      text: `were collected more than ten minutes after they were sent: timeZone (${times.timeZone}) is not the laboratory's, or one of its clocks is wrong`,
      count: times.collectedAfterSent,
    });
  }
  if (withoutOffset > 0) {
    found.push({
      weight: configured ? 'note' : 'look',
      code: 'TIMES_WITHOUT_OFFSET',
      text: `write times without an offset: they are read as ${times.timeZone}; ${configured ? 'make sure that this is the laboratory’s' : 'set timeZone of the feed'}`,
      count: withoutOffset,
    });
  }
  return ofFeed(report, found);
}
