import type { Operations, OperationsNotice } from '../../shared/alerting/publisher.ts';
import type { ChartService, PatientKey } from '../../shared/chart/chart-service.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import { understand } from '../../shared/clinical/understand-observation.ts';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import { type DoorHeader, readDoorHeader } from '../../shared/hl7/door-header.ts';
import type { ReadMessage } from '../../shared/hl7/message.ts';
import { isAcknowledgement, isReadType, kindOf } from '../../shared/hl7/message-type.ts';
import { readDecodedMessage } from '../../shared/hl7/read-message.ts';
import { refusal } from '../../shared/hl7/refusal.ts';
import { scanMessage } from '../../shared/hl7/scan.ts';
import { isKnownProcessingId } from '../../shared/intake/check-at-door.ts';
import { factsOf, type MessageFacts } from '../../shared/intake/facts-of.ts';
import type { Fate } from '../../shared/intake/fate.ts';
import { type FeedDirectory, isUnknownFeed, REFUSED_FEED } from '../../shared/intake/feed-directory.ts';
import type { FeedWatch } from '../../shared/intake/feed-watch.ts';
import { messageIdentity } from '../../shared/intake/message-identity.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Caps, Feed } from '../../shared/runtime/config.ts';
import { isPermanent, UnprocessableMessageError } from '../../shared/runtime/errors.ts';
import { noticesOf, unknownPolicySetNotice, unknownSenderNotice, unreadCalciumNotice } from './notices.ts';
import { settleEach } from './settle-each.ts';
import { watchedCodesOf } from './watched-codes-of.ts';

export type AssessMessageParts = {
  readonly chart: ChartService;
  readonly feeds: FeedDirectory;
  readonly caps: Caps;
  readonly policy: Policy;
  readonly operations: Operations;
  /** As `operations`, for what comes with every message of a feed. */
  readonly operationsOnce: Operations;
  /** `Result.key` of a result's identity, by the chart's keys. */
  readonly resultKey: (identity: string) => string;
  /** Told of every message of a configured feed. */
  readonly feedWatch?: FeedWatch;
  /** The reader, when left out. */
  readonly read?: typeof readDecodedMessage;
};

/** What became of a message, and how many alerts it raised. */
export type Assessment = {
  readonly fate: Fate;
  readonly raised: number;
  /** How many of them were handed over to their teams meanwhile; none when left out. */
  readonly paged?: number;
  /** Of a message of results: what its feed is watched by. */
  readonly results?: ResultsHeld | undefined;
};
export type ResultsHeld = { readonly calcium: boolean; readonly unmapped: boolean };

const NO_CALCIUM: ResultsHeld = { calcium: false, unmapped: false };

/**
 * One message to its fate: decode → scan (most stop here) → read → facts → charts. Everything it does may be done
 * again: a message that comes twice changes nothing the second time.
 * @throws UnprocessableMessageError for what is to be quarantined; anything else is tried again.
 */
export async function assessMessage(message: QueuedMessage, parts: AssessMessageParts): Promise<Assessment> {
  const feed = parts.feeds.byId(message.feed);
  const reading = readDoorHeader(message.bytes, message.charset);
  if (reading.is === 'unreadable') throw refusal(reading.reason);
  const { header } = reading;
  if (feed.id === REFUSED_FEED) {
    throw new UnprocessableMessageError(
      'sender-not-allowed',
      'MSH-3 and MSH-4 name a sender that is not configured',
    );
  }
  if (isUnknownFeed(feed.id)) await parts.operationsOnce.tell(unknownSenderNotice(feed.id));
  else if (message.origin === 'live') await parts.feedWatch?.heard(feed.id, message.receivedAt);
  const ignored = ignoredByHeader(header);
  if (ignored !== undefined) return { fate: { is: 'ignored', reason: ignored }, raised: 0 };
  const decoded = decodeMessage(message.bytes, message.charset);
  const scan = scanMessage(decoded.text, watchedCodesOf(feed, parts.policy), parts.caps);
  if (!scan.watched) return unwatched(header);
  const isRead = isReadType(header.code, header.event);
  const reader = parts.read ?? readDecodedMessage;
  const read = isRead || scan.suspect ? reader(decoded, { feed, caps: parts.caps }) : undefined;
  if (isRead && read !== undefined) {
    const { results, ...assessment } = await judgeMessage(read, message, feed, parts);
    return isOfResults(header) ? { ...assessment, results } : assessment;
  }
  if (scan.observations > 0) await parts.operations.tell(unreadCalciumNotice(feed.id, header));
  return { fate: { is: 'ignored', reason: 'message-type' }, raised: 0 };
}

function ignoredByHeader(header: DoorHeader): 'acknowledgement' | 'test' | undefined {
  if (isAcknowledgement(header.code)) return 'acknowledgement';
  if (!isKnownProcessingId(header.processingId)) {
    throw new UnprocessableMessageError('processing-id', 'MSH-11 is none of P, D, T and empty');
  }
  return header.processingId === 'T' || header.processingId === 'D' ? 'test' : undefined;
}

const isOfResults = ({ code, event }: DoorHeader): boolean => kindOf(code, event) === 'results';

function unwatched(header: DoorHeader): Assessment {
  const reason = isReadType(header.code, header.event) ? 'nothing-watched' : 'message-type';
  const results = isOfResults(header) ? NO_CALCIUM : undefined;
  return { fate: { is: 'ignored', reason }, raised: 0, results };
}

/** No patient of a message waits for another's fault; a message of hundreds leaves requests for the rest of the batch. */
const PATIENTS_AT_ONCE = 8;

async function judgeMessage(
  read: ReadMessage,
  { bytes, receivedAt, origin }: QueuedMessage,
  feed: Feed,
  parts: AssessMessageParts,
): Promise<Assessment> {
  const { policy, resultKey } = parts;
  const facts = factsOf(read, { feed, policy, receivedAt, origin, understand, resultKey });
  const message = messageIdentity(bytes);
  const recorded = await settleEach(facts.patients, PATIENTS_AT_ONCE, ({ identifier, part, fact }) =>
    parts.chart.record(identifier, `${message} ${part}`, fact),
  );
  const linked = await settleEach(read.links, PATIENTS_AT_ONCE, (link) =>
    parts.chart.link(link, read.sentAt ?? receivedAt),
  );
  const patients = [...new Set<PatientKey>([...recorded.done, ...linked.done])];
  const judged = await settleEach(patients, PATIENTS_AT_ONCE, parts.chart.judge);
  if (origin === 'live' && !isUnknownFeed(feed.id)) {
    await parts.feedWatch?.judged(feed.id, receivedAt, judged.done);
  }
  const unknownSets = new Set(judged.done.flatMap(({ unknownPolicySet }) => unknownPolicySet ?? []));
  await tellAll(noticesOf(facts, feed.id), parts.operations);
  await tellAll(Array.from(unknownSets, unknownPolicySetNotice), parts.operations);
  throwFirst([...recorded.failed, ...linked.failed, ...judged.failed]);
  const raised = judged.done.reduce((sum, outcome) => sum + outcome.raised, 0);
  const paged = judged.done.reduce((sum, outcome) => sum + outcome.paged, 0);
  return { fate: fateOf(facts, patients.length), raised, paged, results: resultsHeldBy(facts) };
}

function resultsHeldBy({ patients, unmapped }: MessageFacts): ResultsHeld {
  const results = patients.flatMap(({ fact }) => fact.results);
  return {
    calcium: results.some(({ analyte }) => analyte.startsWith('calcium-')),
    unmapped: unmapped.length > 0,
  };
}

async function tellAll(notices: readonly OperationsNotice[], operations: Operations): Promise<void> {
  for (const notice of notices) await operations.tell(notice);
}

/**
 * Judged when anything of it was. Otherwise what was watched and could not be used makes it a case for quarantine;
 * without an identifier always, for what else it brought cannot tell whose it was.
 */
function fateOf({ unidentified, valuesQuarantined, unmapped }: MessageFacts, judged: number): Fate {
  const reasons = valuesQuarantined.map(({ reason }) => reason);
  if (unidentified.includes('missing')) return quarantined('no-patient-identifier', reasons);
  if (judged > 0) return { is: 'judged', valuesQuarantined: reasons };
  if (unidentified.includes('placeholder')) return { is: 'ignored', reason: 'placeholder-identifier' };
  if (reasons.length > 0) return quarantined('values-quarantined', reasons);
  if (unmapped.length > 0) return quarantined('unmapped-calcium', reasons);
  return { is: 'ignored', reason: 'nothing-watched' };
}

function quarantined(reason: string, valuesQuarantined: readonly string[]): Fate {
  return { is: 'quarantined', reason, valuesQuarantined };
}

/** What may succeed when tried again goes before what cannot: quarantine is the end of a message. */
function throwFirst(failures: readonly unknown[]): void {
  const [first] = [...failures.filter((error) => !isPermanent(error)), ...failures];
  if (failures.length > 0) throw first;
}
