import { assessMessage } from '../../../functions/assess/assess-message.ts';
import { watchedCodesOf } from '../../../functions/assess/watched-codes-of.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { Understood } from '../../../shared/clinical/understand.ts';
import { understand } from '../../../shared/clinical/understand-observation.ts';
import { type DecodedText, decodeMessage } from '../../../shared/hl7/charset.ts';
import { type DoorHeader, readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { type Dtm, readDtm } from '../../../shared/hl7/dtm.ts';
import type { Observation, ReadMessage } from '../../../shared/hl7/message.ts';
import { isReadType } from '../../../shared/hl7/message-type.ts';
import { readDecodedMessage } from '../../../shared/hl7/read-message.ts';
import { type IsWatchedCode, type Scan, scanMessage } from '../../../shared/hl7/scan.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createFeedDirectory, REFUSED_FEED } from '../../../shared/intake/feed-directory.ts';
import type { Config, Feed } from '../../../shared/runtime/config.ts';
import { isPermanent, UnprocessableMessageError } from '../../../shared/runtime/errors.ts';

/** One OBX that was read, and what the pipeline makes of it. */
export type ExaminedObservation = {
  readonly observation: Observation;
  readonly understood: Understood;
};

/** What would become of one message, and what it says of its sender. Holds patient data: nothing of it is kept. */
export type Examined = {
  readonly feed: Feed;
  /** Undefined where the MSH cannot be read. */
  readonly header: DoorHeader | undefined;
  readonly fate: Fate;
  readonly decoded: DecodedText;
  /** MSH-7. */
  readonly sent: Dtm | undefined;
  readonly receivedAt: EpochMs;
  /** What was read, also of a message marked as a test, which the pipeline would leave alone. */
  readonly read: ReadMessage | undefined;
  readonly observations: readonly ExaminedObservation[];
  /** OBX that the scan would have read. */
  readonly watched: number;
  /** Told of what nobody reads: the code and name of every OBX, as its first triplet has them. */
  readonly codes: readonly SeenCode[];
};

/** One triplet of OBX-3 with the unit and range beside it, as the scan sees them. */
export type SeenCode = {
  readonly code: string;
  readonly text: string;
  readonly unit: string;
  readonly range: string;
};

export type Examiner = (bytes: Uint8Array) => Promise<Examined>;

/** The functions of the pipeline over one message, with nothing behind them: nobody is paged, nothing is stored. */
export function createExaminer(config: Config, now: EpochMs): Examiner {
  const feeds = createFeedDirectory(config);
  return async (bytes) => {
    const reading = readDoorHeader(bytes);
    const header = reading.is === 'header' ? reading.header : undefined;
    const sender = header ?? { sendingApplication: '', sendingFacility: '' };
    const feed = feeds.ofSender(sender) ?? feeds.byId(REFUSED_FEED);
    const sent = readDtm(header?.asSent[6] ?? '', { timeZone: feed.timeZone, offsetMinutes: undefined });
    const receivedAt = sent === undefined || sent.at > now ? now : sent.at;
    const decoded = decodeMessage(bytes);
    const codes: SeenCode[] = [];
    const scan = scanMessage(decoded.text, noting(codes, watchedCodesOf(feed, config.policy)), config.caps);
    const read = readOnce(decoded, header, scan, { feed, config });
    const fate = await fateOf({ bytes, feed: feed.id, receivedAt, origin: 'live' }, read, config, feeds);
    return {
      ...{ feed, header, fate, decoded, sent, receivedAt, read: read.message, codes },
      watched: scan.suspect
        ? watchedInRubble(decoded.text, watchedCodesOf(feed, config.policy))
        : scan.observations,
      observations: understoodOf(read.message, feed, { config, receivedAt }),
    };
  };
}

function noting(codes: SeenCode[], isWatched: IsWatchedCode): IsWatchedCode {
  return (code, text, unit, range, system) => {
    codes.push({ code, text, unit, range });
    return isWatched(code, text, unit, range, system);
  };
}

type ReadOnce = {
  readonly message: ReadMessage | undefined;
  readonly fault: UnprocessableMessageError | undefined;
};

/** The one reading that both the fate and this examination rest on. */
function readOnce(
  decoded: DecodedText,
  header: DoorHeader | undefined,
  scan: Scan,
  { feed, config }: { readonly feed: Feed; readonly config: Config },
): ReadOnce {
  const isRead = header !== undefined && isReadType(header.code, header.event);
  if (!scan.watched || !(isRead || scan.suspect)) return { message: undefined, fault: undefined };
  try {
    const message = readDecodedMessage(decoded, { feed, caps: config.caps });
    return { message: isRead ? message : undefined, fault: undefined };
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return { message: undefined, fault: error };
    throw error;
  }
}

async function fateOf(
  queued: Parameters<typeof assessMessage>[0],
  { message, fault }: ReadOnce,
  { caps, policy }: Config,
  feeds: ReturnType<typeof createFeedDirectory>,
): Promise<Fate> {
  const operations = { tell: async () => {} };
  try {
    const { fate } = await assessMessage(queued, {
      ...{ feeds, caps, policy, operations, operationsOnce: operations, resultKey: String },
      chart: NO_CHARTS,
      read: (decoded, context) => {
        if (fault !== undefined) throw fault;
        return message ?? readDecodedMessage(decoded, context);
      },
    });
    return fate;
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return {
      is: 'quarantined',
      reason: error instanceof UnprocessableMessageError ? error.reason : error.code,
    };
  }
}

const NOBODY = 'nobody' as PatientKey;
const NO_CHARTS = {
  record: async () => NOBODY,
  link: async () => NOBODY,
  judge: async () => ({ raised: 0, paged: 0, registered: false }),
};

function understoodOf(
  read: ReadMessage | undefined,
  feed: Feed,
  { config, receivedAt }: { readonly config: Config; readonly receivedAt: EpochMs },
): readonly ExaminedObservation[] {
  if (read === undefined) return [];
  const context = {
    feed: feed.understanding,
    policy: config.policy,
    receivedAt,
    sentAt: read.sentAt ?? receivedAt,
  };
  return read.patients
    .flatMap(({ observations }) => observations)
    .map((observation) => ({ observation, understood: understand(observation, context) }));
}

/** How many OBX of a message that cannot be read the scan would have stopped at, each looked at by itself. */
function watchedInRubble(text: string, isWatched: IsWatchedCode): number {
  const lines = text.split(/[\r\n]/).filter((line) => line.startsWith('OBX'));
  return lines.filter((line) => scanMessage(`${headOf(text, line)}\r${line}`, isWatched).observations > 0)
    .length;
}

function headOf(text: string, line: string): string {
  const begin = text.indexOf('MSH');
  return begin < 0 ? `MSH${line.charAt(3)}^~\\&${line.charAt(3)}` : text.slice(begin, begin + 9);
}
