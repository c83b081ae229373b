import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { SplitReport } from '../../../shared/hl7/splitter.ts';
import { REFUSED_FEED } from '../../../shared/intake/feed-directory.ts';
import type { RegistryRow } from '../../../shared/intake/registry.ts';
import type { Config, Feed } from '../../../shared/runtime/config.ts';
import { type Codes, type CodesReport, createCodes } from './codes.ts';
import { createExaminer, type Examined } from './examine.ts';
import { createForm, type Form, type FormReport } from './form.ts';
import { createIdentifiers, type Identifiers, type IdentifiersReport } from './identifiers.ts';
import { createLosses, type Losses, type LossesReport } from './losses.ts';
import { createRegistryMatch, type MatchReport, type RegistryMatch } from './registry-match.ts';
import { createTimes, type Times, type TimesReport } from './times.ts';
import { createTraffic, type Traffic, type TrafficReport } from './traffic.ts';

/** A file and how far it could be read. */
export type FileReport = {
  readonly path: string;
  readonly messages: number;
  /** Pieces that begin with no MSH: the pipeline would put them into quarantine. */
  readonly strays: number;
  /** Where the first of them lies. */
  readonly firstStray: string;
  /** Messages over the cap. */
  readonly tooLarge: number;
  /** Why the rest, or all of it, could not be read. */
  readonly fault?: string;
  readonly compressed: boolean;
  readonly framed: boolean;
  readonly countsMatch: boolean;
  readonly truncated: boolean;
};

export type FeedReport = {
  readonly feed: Feed;
  /** Whether the configuration names it; otherwise its messages were read with the strict defaults. */
  readonly configured: boolean;
  /** Its messages would be turned away: unknown senders are refused. */
  readonly refused: boolean;
  readonly traffic: TrafficReport;
  readonly form: FormReport;
  readonly times: TimesReport;
  readonly identifiers: IdentifiersReport;
  readonly codes: CodesReport;
  readonly losses: LossesReport;
  readonly match: MatchReport | undefined;
};

export type SurveyReport = { readonly files: readonly FileReport[]; readonly feeds: readonly FeedReport[] };

type Place = { readonly path: string; readonly index: number; readonly offset: number };

/** Everything there is to know of the samples, message by message; it keeps names and counts, and with a registry who was seen. */
export type Survey = {
  readonly message: (bytes: Uint8Array, place: Place) => Promise<void>;
  readonly tooLarge: (path: string) => void;
  readonly fault: (path: string, why: string) => void;
  readonly fileEnds: (path: string, report: SplitReport, compressed: boolean) => void;
  readonly report: () => SurveyReport;
};

type SurveyParts = {
  readonly config: Config;
  readonly registry: readonly RegistryRow[] | undefined;
  readonly now: EpochMs;
};

type OfFeed = {
  readonly feed: Feed;
  readonly traffic: Traffic;
  readonly form: Form;
  readonly times: Times;
  readonly identifiers: Identifiers;
  readonly codes: Codes;
  readonly losses: Losses;
  readonly match: RegistryMatch | undefined;
};

type OfFile = { -readonly [Name in keyof FileReport]: FileReport[Name] };

/** Senders beyond these are one. */
const MOST_FEEDS = 500;

export function createSurvey({ config, registry, now }: SurveyParts): Survey {
  const examine = createExaminer(config, now);
  const feeds = new Map<string, OfFeed>();
  const files = new Map<string, OfFile>();

  function ofFeed(feed: Feed): OfFeed {
    const id = feeds.has(feed.id) || feeds.size < MOST_FEEDS ? feed.id : 'unknown-others';
    const made = feeds.get(id) ?? newFeed({ ...feed, id }, config, registry);
    feeds.set(id, made);
    return made;
  }

  function ofFile(path: string): OfFile {
    const made = files.get(path) ?? newFile(path);
    files.set(path, made);
    return made;
  }

  return {
    message: async (bytes, place) => {
      const file = ofFile(place.path);
      const examined = await examine(bytes);
      if (isStray(examined)) {
        file.firstStray ||= placeText(place);
        file.strays += 1;
        return;
      }
      file.messages += 1;
      file.framed ||= bytes.includes(0x1c);
      add(ofFeed(examined.feed), examined, bytes, placeText(place));
    },
    tooLarge: (path) => {
      ofFile(path).tooLarge += 1;
    },
    fault: (path, why) => {
      ofFile(path).fault = why;
    },
    fileEnds: (path, { countsMatch, truncated }, compressed) =>
      void Object.assign(ofFile(path), { countsMatch, truncated, compressed }),
    report: () => ({
      files: [...files.values()],
      feeds: Array.from(feeds.values(), (one) => reportOf(one, config)),
    }),
  };
}

function newFeed(feed: Feed, config: Config, registry: SurveyParts['registry']): OfFeed {
  return {
    feed,
    traffic: createTraffic(),
    form: createForm(),
    times: createTimes(feed.timeZone),
    identifiers: createIdentifiers(config.caps),
    codes: createCodes(config.policy),
    losses: createLosses(),
    match: registry && createRegistryMatch(registry, config),
  };
}

function newFile(path: string): OfFile {
  return {
    ...{ path, messages: 0, strays: 0, firstStray: '', tooLarge: 0 },
    ...{ compressed: false, framed: false, countsMatch: true, truncated: false },
  };
}

const isStray = ({ fate }: Examined) =>
  fate.is === 'quarantined' && (fate.reason === 'no-msh' || fate.reason === 'empty');

function add(of: OfFeed, examined: Examined, bytes: Uint8Array, where: string): void {
  of.traffic.add(examined, bytes);
  of.form.add(examined);
  of.times.add(examined);
  of.identifiers.add(examined);
  of.codes.add(examined, where);
  of.losses.add(examined, where);
  of.match?.add(examined, where);
}

function reportOf({ feed, ...sections }: OfFeed, config: Config): FeedReport {
  return {
    feed,
    configured: config.feeds.some(({ id }) => id === feed.id),
    refused: feed.id === REFUSED_FEED,
    traffic: sections.traffic.report(),
    form: sections.form.report(),
    times: sections.times.report(),
    identifiers: sections.identifiers.report(),
    codes: sections.codes.report(),
    losses: sections.losses.report(),
    match: sections.match?.report(),
  };
}

function placeText({ path, index, offset }: Place): string {
  return `${path}, message ${index + 1}, byte ${offset}`;
}
