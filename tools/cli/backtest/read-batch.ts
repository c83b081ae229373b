import { assessMessage } from '../../../functions/assess/assess-message.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import { createKeys } from '../../../shared/chart/keys.ts';
import { classifyDiagnosis } from '../../../shared/clinical/cancer-diagnosis.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { type EpochMs, epochMs } from '../../../shared/clinical/instant.ts';
import { decodeMessage } from '../../../shared/hl7/charset.ts';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { readDtm } from '../../../shared/hl7/dtm.ts';
import type { LinkEvent } from '../../../shared/hl7/message.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import {
  createFeedDirectory,
  type FeedDirectory,
  REFUSED_FEED,
} from '../../../shared/intake/feed-directory.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { isPermanent, UnprocessableMessageError } from '../../../shared/runtime/errors.ts';
import {
  type Batch,
  type BatchOutcome,
  type KeptFact,
  type KeptLink,
  sequenceOf,
  type Trouble,
} from './batch.ts';
import { createGlance, type Glance, type Interest } from './may-concern.ts';

export type ReadingParts = {
  /** One for each way in which values are understood: policies that differ in nothing of the reading share one. */
  readonly readings: readonly [Config, ...Config[]];
  readonly now: EpochMs;
};

/** What reads batches, once it is known what of them is of interest. */
export type BatchReader = (interest: Interest) => (batch: Batch) => Promise<BatchOutcome>;

/** No secret is needed where nothing is stored; the same one everywhere, so that all name a result alike. */
export const BACKTEST_KEYS = createKeys({ secret: 'a backtest needs no secret', version: '1' });

/** Messages to what is to be judged, by the functions of the pipeline with nothing behind them. */
export function createBatchReader({ readings: [config, ...others], now }: ReadingParts): BatchReader {
  const feeds = createFeedDirectory(config);
  const assessors = [config, ...others].map(createAssessor);
  const take = async (queued: Queued, into: CollectedMessage): Promise<void> => {
    if (queued.isTimeless) into.trouble('no-time');
    for (const [reading, assess] of assessors.entries()) {
      const brought = await assess(queued);
      if (brought.reason !== undefined && reading === 0) into.trouble(brought.reason);
      into.add(brought, { reading, at: queued.receivedAt });
    }
  };
  return (interest) => {
    const looking = lookingFor(interest);
    return async (batch) => {
      const collected = createCollected(batch, looking);
      const writtenAt = epochMs(batch.writtenAt);
      for (const { bytes, ...place } of messagesIn(batch)) {
        const { text } = decodeMessage(bytes);
        if (!collected.concerns(text)) continue;
        await take(queuedOf(bytes, feeds, { now, writtenAt }), collected.message(text, place));
      }
      return collected.outcome();
    };
  };
}

function* messagesIn({ bytes, messages }: Batch): Generator<Place & { readonly bytes: Uint8Array }> {
  let from = 0;
  for (const place of messages) {
    yield { ...place, bytes: bytes.subarray(from, from + place.length) };
    from += place.length;
  }
}

type Queued = Parameters<typeof assessMessage>[0] & { readonly isTimeless: boolean };

/** As if it had come when it was sent, of whoever sent it. */
function queuedOf(
  bytes: Uint8Array,
  feeds: FeedDirectory,
  { now, writtenAt }: { readonly now: EpochMs; readonly writtenAt: EpochMs },
): Queued {
  const reading = readDoorHeader(bytes);
  const header = reading.is === 'header' ? reading.header : undefined;
  const feed = feeds.ofSender(header ?? { sendingApplication: '', sendingFacility: '' });
  const { id, timeZone } = feed ?? feeds.byId(REFUSED_FEED);
  const sent = readDtm(header?.asSent[6] ?? '', { timeZone, offsetMinutes: undefined });
  const at = sent?.at ?? writtenAt;
  const receivedAt = at > now ? now : at;
  return {
    bytes,
    feed: id,
    receivedAt,
    origin: 'live',
    isTimeless: header !== undefined && sent === undefined,
  };
}

type Recorded = {
  readonly patient: PatientIdentifier;
  readonly identity: string;
  readonly fact: PatientFact;
};

/** What a message brings, or why it is set aside. */
type Brought = {
  readonly recorded: readonly Recorded[];
  readonly links: readonly { readonly event: LinkEvent; readonly sentAt: EpochMs }[];
  readonly reason: string | undefined;
};

const SOMEBODY = 'somebody' as PatientKey;

function createAssessor(config: Config) {
  const { caps, policy } = config;
  const feeds = createFeedDirectory(config);
  const operations = { tell: async () => {} };
  return async (queued: Queued): Promise<Brought> => {
    const recorded: Recorded[] = [];
    const links: { event: LinkEvent; sentAt: EpochMs }[] = [];
    const chart = {
      record: async (patient: PatientIdentifier, identity: string, fact: PatientFact) => {
        recorded.push({ patient, identity, fact });
        return SOMEBODY;
      },
      link: async (event: LinkEvent, sentAt: EpochMs) => {
        links.push({ event, sentAt });
        return SOMEBODY;
      },
      judge: async () => ({ raised: 0, paged: 0, registered: false }),
    };
    const { resultKey } = BACKTEST_KEYS;
    const parts = { chart, feeds, caps, policy, operations, operationsOnce: operations, resultKey };
    const reason = await reasonOf(() => assessMessage(queued, parts));
    return { recorded, links, reason };
  };
}

/** Why a message would be in quarantine; undefined where it would not. */
async function reasonOf(assess: () => ReturnType<typeof assessMessage>): Promise<string | undefined> {
  try {
    const { fate } = await assess();
    return fate.is === 'quarantined' ? fate.reason : undefined;
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return error instanceof UnprocessableMessageError ? error.reason : error.code;
  }
}

type Place = Batch['messages'][number];
type Taken = { readonly reading: number; readonly at: EpochMs };
type CollectedMessage = {
  readonly trouble: (reason: string) => void;
  readonly add: (brought: Brought, taken: Taken) => void;
};

/** An interest, ready to be asked about any number of messages. */
type Looking = {
  readonly glance: (text: string) => Glance;
  /** Whether a message was read before. */
  readonly isKnown: (text: string) => boolean;
  readonly isWanted: (recorded: Recorded) => boolean;
  readonly events: boolean;
};

function lookingFor({ before, events, patients }: Interest): Looking {
  const glanceBefore = before && createGlance(before);
  const wanted = new Set(patients.map(nameOf));
  return {
    glance: createGlance({ patients, events }),
    isKnown: (text) => glanceBefore?.(text).concerns === true,
    isWanted: ({ patient }) => wanted.has(nameOf(patient)),
    events,
  };
}

function createCollected({ path, file, messages }: Batch, { glance, isKnown, isWanted, events }: Looking) {
  const days = new Map<string, number>();
  const facts: KeptFact[] = [];
  const links: KeptLink[] = [];
  const diagnosed = new Map<string, PatientIdentifier>();
  const troubles = new Map<string, Trouble>();
  let read = 0;

  function message(text: string, { index, offset }: Place): CollectedMessage {
    const sequence = sequenceOf(file, index);
    const where = `${path}, message ${index + 1}, byte ${offset}`;
    return {
      /** What was told of it when it was read before is not told again. */
      trouble: (reason) => {
        if (isKnown(text)) return;
        troubles.set(reason, addedTrouble(troubles.get(reason), { reason, count: 1, where, sequence }));
      },
      add: ({ recorded, links: linked }, { reading, at }) => {
        for (const { patient, identity, fact } of recorded.filter(isWanted)) {
          facts.push({ reading, patient, at, sequence, identity, fact: JSON.stringify(fact) });
        }
        if (!events) return;
        for (const { patient } of recorded.filter(tellsOfCancer)) diagnosed.set(nameOf(patient), patient);
        if (reading === 0) links.push(...linked.map((link) => ({ ...link, at, sequence })));
      },
    };
  }

  return {
    message,
    concerns: (text: string): boolean => {
      const { concerns, day } = glance(text);
      days.set(day, (days.get(day) ?? 0) + 1);
      if (concerns) read += 1;
      return concerns;
    },
    outcome: (): BatchOutcome => ({
      ...{ messages: messages.length, days, read, facts, links },
      diagnosed: [...diagnosed.values()],
      troubles: [...troubles.values()],
    }),
  };
}

/** Of two the earlier says where. */
export function addedTrouble(a: Trouble | undefined, b: Trouble): Trouble {
  if (a === undefined) return b;
  const { where, sequence } = a.sequence <= b.sequence ? a : b;
  return { reason: a.reason, count: a.count + b.count, where, sequence };
}

export function nameOf({ authority, id }: PatientIdentifier): string {
  return JSON.stringify([authority, id]);
}

function tellsOfCancer({ fact }: Recorded): boolean {
  return fact.diagnoses.some((diagnosis) => classifyDiagnosis(diagnosis).class !== 'none');
}
