import type { EpochMs } from '../clinical/instant.ts';
import { byText } from '../clinical/text-order.ts';
import type { Chart, Link } from './chart.ts';

/** Patients that are one by what the link messages say. */
export type Group = {
  readonly members: ReadonlySet<string>;
  /** The one they go by. */
  readonly survivor: string;
  /** Since when each two of them are one: the sending of the merge that did it. */
  readonly joinedAt: ReadonlyMap<string, ReadonlyMap<string, EpochMs>>;
};

/** Of two messages of the same instant the unlink comes last: systems link, see the fault and undo it. */
const ORDER = { merge: 0, unlink: 1 } as const;

/**
 * Who belongs together when the link messages are read in the order in which they were sent, whatever the order in
 * which they came. Patients that no standing link names are in no group.
 */
export function groupsOf(links: readonly Link[]): ReadonlyMap<string, Group> {
  let standing: readonly Link[] = [];
  for (const link of inOrder(links)) {
    standing = link.action === 'merge' ? joined(standing, link) : separated(standing, link);
  }
  const groups = new Map<string, Group>();
  for (const { survivor } of standing.toReversed()) {
    if (groups.has(survivor)) continue;
    const members = reachable(survivor, standing, neighbours);
    const last = lastSurvivor(survivor, standing);
    const group = { members, survivor: last, joinedAt: joinTimes(standing) };
    for (const member of members) groups.set(member, group);
  }
  return groups;
}

function inOrder(links: readonly Link[]): readonly Link[] {
  const rank = ({ action, survivor, absorbed }: Link) => `${ORDER[action]} ${survivor} ${absorbed}`;
  return links.toSorted((a, b) => a.sentAt - b.sentAt || byText(rank(a), rank(b)));
}

/** The latest merge says who survives; patients merged again, either way round, have been one since the first. */
function joined(standing: readonly Link[], link: Link): readonly Link[] {
  const reversed = standing.filter((other) => isReverse(other, link));
  const others = standing.filter((other) => !isReverse(other, link));
  return [...others, { ...link, sentAt: reversed[0]?.sentAt ?? link.sentAt }];
}

const isReverse = (a: Link, b: Link) => a.survivor === b.absorbed && a.absorbed === b.survivor;

/** What still stands once the two are told apart: the one that was absorbed leaves, with what hangs on it alone. */
function separated(standing: readonly Link[], { survivor, absorbed }: Link): readonly Link[] {
  const reversed = reachable(survivor, standing, survivorsOf).has(absorbed);
  const [leaving, staying] = reversed ? [survivor, absorbed] : [absorbed, survivor];
  const others = standing.filter((link) => !names(link, leaving));
  const apart = reachable(staying, others, neighbours);
  return standing.filter((link) => !names(link, leaving) || !apart.has(otherOf(link, leaving)));
}

type Step = (key: string, links: readonly Link[]) => readonly string[];

const neighbours: Step = (key, links) =>
  links.filter((link) => names(link, key)).map((link) => otherOf(link, key));

const survivorsOf: Step = (key, links) =>
  links.filter(({ absorbed }) => absorbed === key).map(({ survivor }) => survivor);

function names({ survivor, absorbed }: Link, key: string): boolean {
  return survivor === key || absorbed === key;
}

function otherOf({ survivor, absorbed }: Link, key: string): string {
  return survivor === key ? absorbed : survivor;
}

/** Every key that can be reached from this one, itself among them, nearest first. */
function reachable(from: string, links: readonly Link[], step: Step): ReadonlySet<string> {
  const reached = new Set([from]);
  for (const key of reached) for (const next of step(key, links)) reached.add(next);
  return reached;
}

/** Of the survivor of the latest merge: whoever absorbed it before, and so on. */
function lastSurvivor(survivor: string, standing: readonly Link[]): string {
  let last = survivor;
  for (const key of reachable(survivor, standing, survivorsOf)) last = key;
  return last;
}

function joinTimes(standing: readonly Link[]): Group['joinedAt'] {
  const earliestFirst = standing.toSorted((a, b) => a.sentAt - b.sentAt);
  const times = new Map<string, Map<string, EpochMs>>();
  for (const [index, { survivor, absorbed, sentAt }] of earliestFirst.entries()) {
    const before = earliestFirst.slice(0, index);
    const coming = reachable(absorbed, before, neighbours);
    for (const there of reachable(survivor, before, neighbours)) {
      if (coming.has(there)) continue;
      for (const one of coming) {
        note(times, one, there, sentAt);
        note(times, there, one, sentAt);
      }
    }
  }
  return times;
}

function note(times: Map<string, Map<string, EpochMs>>, from: string, to: string, at: EpochMs): void {
  const ofOne = times.get(from) ?? new Map<string, EpochMs>();
  times.set(from, ofOne.set(to, at));
}

/** Every link message these charts hold, each once, although it stands in the charts of both patients. */
export function linksOf(charts: readonly Chart[]): readonly Link[] {
  const distinct = new Map(charts.flatMap(({ links }) => links.map((link) => [linkId(link), link] as const)));
  return [...distinct.values()];
}

/** What tells a link message from every other. */
export function linkId({ action, survivor, absorbed, sentAt }: Link): string {
  return `${sentAt}#${action}#${survivor}#${absorbed}`;
}
