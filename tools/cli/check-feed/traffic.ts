import { isoInstant } from '../../../shared/clinical/instant.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import type { Examined } from './examine.ts';
import { type Counted, createTally } from './tally.ts';

/** What comes, how much of it, and what becomes of it. */
export type TrafficReport = {
  readonly messages: number;
  readonly bytes: number;
  readonly largestBytes: number;
  /** MSH-3.1 | MSH-4.1. */
  readonly senders: readonly Counted[];
  readonly types: readonly Counted[];
  readonly versions: readonly Counted[];
  readonly processingIds: readonly Counted[];
  readonly fates: readonly Counted[];
  /** By the day of MSH-7 (UTC), earliest first. */
  readonly days: readonly Counted[];
  /** By the hour of MSH-7 (UTC), 24 of them. */
  readonly hours: readonly number[];
  /** Those with calcium, by day. */
  readonly calciumDays: readonly Counted[];
  readonly calciumMessages: number;
};

export type Traffic = {
  readonly add: (examined: Examined, bytes: Uint8Array) => void;
  readonly report: () => TrafficReport;
};

const NOT_SENT = '(empty)';
const NO_TIME = '(no time)';

export function createTraffic(): Traffic {
  const [senders, types, versions, processingIds] = [
    createTally(),
    createTally(),
    createTally(),
    createTally(),
  ];
  const [fates, days, calciumDays] = [createTally(), createTally(10_000), createTally(10_000)];
  const hours = Array.from({ length: 24 }, () => 0);
  let [total, largest] = [0, 0];
  return {
    add: ({ header, fate, sent, observations }, { length }) => {
      total += length;
      largest = Math.max(largest, length);
      senders.add(
        header === undefined ? '(no MSH)' : `${header.sendingApplication}|${header.sendingFacility}`,
      );
      types.add(
        header === undefined ? '(no MSH)' : [header.code, header.event].filter(Boolean).join('^') || NOT_SENT,
      );
      versions.add(header?.version || NOT_SENT);
      processingIds.add(header?.processingId || NOT_SENT);
      fates.add(fateName(fate));
      const day = sent === undefined ? NO_TIME : isoInstant(sent.at).slice(0, 10);
      days.add(day);
      if (sent !== undefined)
        hours[new Date(sent.at).getUTCHours()] = (hours[new Date(sent.at).getUTCHours()] ?? 0) + 1;
      if (observations.some(isCalcium)) calciumDays.add(day);
    },
    report: () => ({
      messages: types.total(),
      bytes: total,
      largestBytes: largest,
      senders: senders.ranked(),
      types: types.ranked(),
      versions: versions.ranked(),
      processingIds: processingIds.ranked(),
      fates: fates.ranked(),
      days: byName(days.ranked()),
      hours: [...hours],
      calciumDays: byName(calciumDays.ranked()),
      calciumMessages: calciumDays.total(),
    }),
  };
}

/** As the counts of the pipeline have it: `judged`, `ignored: nothing-watched`, `quarantined: no-msh`. */
function fateName(fate: Fate): string {
  return fate.is === 'judged' ? fate.is : `${fate.is}: ${fate.reason}`;
}

function isCalcium({ understood }: Examined['observations'][number]): boolean {
  return understood.is === 'result' && understood.result.analyte.startsWith('calcium-');
}

function byName(counted: readonly Counted[]): readonly Counted[] {
  return counted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
