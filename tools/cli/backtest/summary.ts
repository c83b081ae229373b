import { createAdmitPage } from '../../../shared/alerting/admit-page.ts';
import { epochMs, HOUR_MS, isoInstant } from '../../../shared/clinical/instant.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { createVirtualClock } from '../../demo/virtual-clock.ts';
import { type Counted, createTally } from '../check-feed/tally.ts';
import { type BacktestAlert, type BacktestEpisode, isPaged, WHY_SUPPRESSED } from './account.ts';
import type { Judged } from './judge-all.ts';
import { nameOf } from './read-batch.ts';

/** Levels that page, most urgent first. */
export const PAGING_LEVELS = ['critical', 'urgent', 'routine'] as const;

/** Pages of one day (UTC). */
export type PagesOfDay = {
  readonly day: string;
  readonly pages: number;
  readonly byLevel: readonly Counted[];
  readonly byTeam: readonly Counted[];
  readonly byRule: readonly Counted[];
};

export type Delays = {
  /** From the collection of the first high value to the page. */
  readonly medianMs: number;
  readonly nineInTenMs: number;
  readonly longestMs: number;
  /** How many episodes, by how long it took; in the order of the bounds. */
  readonly spread: readonly Counted[];
};

/** What one policy would have paged. No patient data. */
export type Summary = {
  readonly name: string;
  readonly pages: number;
  readonly days: readonly PagesOfDay[];
  readonly byLevel: readonly Counted[];
  readonly byTeam: readonly Counted[];
  readonly byRule: readonly Counted[];
  /** Alerts, corrections and retractions. */
  readonly byKind: readonly Counted[];
  /** How many pages were one too many for their team at once, and would have gone out together with others. */
  readonly together: number;
  /** On the worklist and on nobody's pager, by rule; `capped:` and why where the value deserves a page. */
  readonly listed: readonly Counted[];
  /** Draws above the limit of which nobody was told, and why. */
  readonly suppressed: readonly Counted[];
  readonly draws: number;
  readonly patientsPaged: number;
  readonly episodes: number;
  readonly episodesPaged: number;
  readonly delays: Delays | undefined;
  readonly quarantined: readonly Counted[];
};

export async function summaryOf(name: string, judged: Judged, config: Config): Promise<Summary> {
  const { alerts, suppressed, episodes, draws, faults } = judged;
  const paged = alerts.filter(({ level }) => isPaged(level));
  const listed = alerts.filter(({ level }) => !isPaged(level));
  return {
    ...{ name, draws, episodes: episodes.length },
    ...pagesIn(paged),
    days: daysOf(paged),
    byKind: counted(paged.map(({ kind }) => kind)),
    together: await togetherOf(paged, config),
    listed: counted(listed.map(({ rule, capped }) => (capped === undefined ? rule : `capped:${capped}`))),
    suppressed: counted(suppressed.map(({ why }) => WHY_SUPPRESSED[why])),
    patientsPaged: new Set(paged.map(({ patient }) => nameOf(patient))).size,
    episodesPaged: episodes.filter(({ pagedAt }) => pagedAt !== undefined).length,
    delays: delaysOf(episodes),
    quarantined: counted(faults),
  };
}

export function counted(names: readonly string[]): readonly Counted[] {
  const tally = createTally();
  for (const name of names) tally.add(name);
  return tally.ranked();
}

function dayOf(at: number): string {
  return isoInstant(epochMs(at)).slice(0, 10);
}

function pagesIn(paged: readonly BacktestAlert[]): Omit<PagesOfDay, 'day'> {
  return {
    pages: paged.length,
    byLevel: counted(paged.map(({ level }) => level)),
    byTeam: counted(paged.map(({ team }) => team)),
    byRule: counted(paged.map(({ rule }) => rule)),
  };
}

/** Days with a page, earliest first. */
function daysOf(paged: readonly BacktestAlert[]): readonly PagesOfDay[] {
  const days = Map.groupBy(paged, ({ raisedAt }) => dayOf(raisedAt));
  return Array.from(days, ([day, ofDay]) => ({ day, ...pagesIn(ofDay) })).sort((a, b) =>
    a.day < b.day ? -1 : 1,
  );
}

const BOUNDS: readonly (readonly [name: string, hours: number])[] = [
  ['under 1 h', 1],
  ['1 to 2 h', 2],
  ['2 to 4 h', 4],
  ['4 to 12 h', 12],
  ['12 to 24 h', 24],
  ['1 to 3 d', 72],
  ['3 to 7 d', 168],
  ['over 7 d', Number.POSITIVE_INFINITY],
];

function delaysOf(episodes: readonly BacktestEpisode[]): Delays | undefined {
  const delays = episodes
    .flatMap(({ from, pagedAt }) => (pagedAt === undefined ? [] : [Math.max(0, pagedAt - from)]))
    .sort((a, b) => a - b);
  const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0;
  if (delays.length === 0) return undefined;
  return { medianMs: at(0.5), nineInTenMs: at(0.9), longestMs: at(1), spread: spreadOf(delays) };
}

function spreadOf(delays: readonly number[]): readonly Counted[] {
  let from = 0;
  return BOUNDS.map(([name, hours]) => {
    const until = hours * HOUR_MS;
    const count = delays.filter((delay) => delay >= from && delay < until).length;
    from = until;
    return { name, count };
  });
}

/** As the pages were raised; what the sweep sends of them a minute later is counted as it would count it then. */
async function togetherOf(paged: readonly BacktestAlert[], { pageStorm }: Config): Promise<number> {
  const clock = createVirtualClock(epochMs(paged[0]?.raisedAt ?? 0));
  const counts = new Map<string, number>();
  const table = {
    increment: async (pk: string, sk: string) => {
      const count = (counts.get(`${pk} ${sk}`) ?? 0) + 1;
      counts.set(`${pk} ${sk}`, count);
      return count;
    },
    get: async (pk: string, sk: string) => {
      const count = counts.get(`${pk} ${sk}`);
      return count === undefined ? undefined : { pk, sk, count };
    },
  };
  const telemetry = { error: () => {}, count: () => {} };
  const admit = createAdmitPage({ table, pageStorm, clock, telemetry });
  let together = 0;
  for (const { team, raisedAt } of paged) {
    clock.moveTo(epochMs(raisedAt));
    if (!(await admit(team))) together += 1;
  }
  return together;
}
