import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import type { Examined } from './examine.ts';
import { type Counted, createTally } from './tally.ts';

/** What times say of the feed's zone and of how soon results come. */
export type TimesReport = {
  /** The zone of the configuration, by which times without an offset are read. */
  readonly timeZone: string;
  /** MSH-7 with an offset, without one, or none that can be read. */
  readonly sent: readonly Counted[];
  /** Where the time of collection of what was understood comes from. */
  readonly collectedFrom: readonly Counted[];
  /** From collection to MSH-7, of the OBX that were read: in the order of `LAGS`. */
  readonly lags: readonly Counted[];
  /** Collected more than ten minutes after it was sent: the zone or a clock is wrong. */
  readonly collectedAfterSent: number;
};

export type Times = { readonly add: (examined: Examined) => void; readonly report: () => TimesReport };

/** Upper ends, ascending. */
const LAGS: readonly (readonly [name: string, belowMs: number])[] = [
  ['collected after it was sent', -10 * MINUTE_MS],
  ['under 15 min', 15 * MINUTE_MS],
  ['15 min to 1 h', HOUR_MS],
  ['1 to 4 h', 4 * HOUR_MS],
  ['4 to 24 h', DAY_MS],
  ['over 24 h', Number.POSITIVE_INFINITY],
];
const [[AFTER_SENT] = ['']] = LAGS;

export function createTimes(timeZone: string): Times {
  const [sent, collectedFrom, lags] = [createTally(), createTally(), createTally()];
  return {
    add: (examined) => {
      sent.add(writtenAs(examined.sent));
      for (const { observation, understood } of examined.observations) {
        if (understood.is !== 'result') continue;
        collectedFrom.add(observation.collected?.from ?? 'none');
        const sentAt = examined.read?.sentAt;
        if (observation.collected === undefined || sentAt === undefined) continue;
        lags.add(lagName(sentAt - observation.collected.at));
      }
    },
    report: () => {
      const counted = new Map(lags.ranked().map(({ name, count }) => [name, count]));
      return {
        timeZone,
        sent: sent.ranked(),
        collectedFrom: collectedFrom.ranked(),
        lags: LAGS.map(([name]) => ({ name, count: counted.get(name) ?? 0 })),
        collectedAfterSent: counted.get(AFTER_SENT) ?? 0,
      };
    },
  };
}

function writtenAs(sent: Examined['sent']): string {
  if (sent === undefined) return 'none that can be read';
  return sent.offsetMinutes === undefined ? 'without offset' : 'with offset';
}

function lagName(ms: number): string {
  return LAGS.find(([, below]) => ms < below)?.[0] ?? '';
}
