import { byText } from '../clinical/text-order.ts';
import { UnprocessableMessageError } from '../runtime/errors.ts';
import type { Chart, Leaving } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';
import { type Group, groupsOf, linksOf } from './groups.ts';
import { mendOrphan, readTree, type TreeOf } from './membership.ts';

type ChartTree = TreeOf<Chart>;

/** Every patient that link messages connect, directly or by others: as their charts lie, and as the messages say. */
export type Kinship = {
  readonly trees: readonly ChartTree[];
  readonly groups: ReadonlyMap<string, Group>;
};

const MOST_PATIENTS = 100;

/** Reads the kinship of these patients. 'mended' = something half done was carried on, here or by another: read again. */
export async function readKinship(
  repository: ChartRepository,
  keys: readonly string[],
): Promise<Kinship | 'mended'> {
  const read = async (key: string) => ({ chart: await repository.chart(key) });
  const charts: Chart[] = [];
  const trees: ChartTree[] = [];
  const seen = new Set(keys);
  for (const key of seen) {
    const root = await read(key);
    charts.push(root.chart);
    for (const relative of relativesOf(root.chart)) seen.add(relative);
    if (seen.size > MOST_PATIENTS) {
      throw new UnprocessableMessageError('too-many-links', `more than ${MOST_PATIENTS} patients are linked`);
    }
    const { mergedInto } = root.chart;
    if (mergedInto !== undefined) {
      if (await mendOrphan(repository, root.chart, mergedInto)) return 'mended';
      continue;
    }
    const tree = await readTree(repository, root, read);
    if (tree === 'mended') return 'mended';
    const [{ chart: top }, ...below] = tree;
    trees.push([top, ...below.map(({ chart }) => chart)]);
  }
  const whole = withoutParts(trees);
  return isEveryoneIn(whole, charts) ? { trees: whole, groups: groupsOf(linksOf(charts)) } : 'mended';
}

/** Another worker may have cut a member off before the tree that it was in was read. */
function isEveryoneIn(trees: readonly ChartTree[], charts: readonly Chart[]): boolean {
  const found = new Set(trees.flat().map(({ pk }) => pk));
  return charts.every(({ pk }) => found.has(pk));
}

/** Another worker may have joined a root to a tree that was read after it. */
function withoutParts(trees: readonly ChartTree[]): readonly ChartTree[] {
  const below = new Set(trees.flatMap(([, ...members]) => members.map(({ pk }) => pk)));
  return trees.filter(([root]) => !below.has(root.pk));
}

function relativesOf({ links, members, mergedInto }: Chart): readonly string[] {
  const linked = links.flatMap(({ survivor, absorbed }) => [survivor, absorbed]);
  return mergedInto === undefined ? [...linked, ...members] : [...linked, ...members, mergedInto];
}

/** The next change that brings the charts closer to what the messages say: a member to cut, or two roots to join. */
export type Change =
  | { readonly is: 'cut'; readonly root: Chart; readonly leaving: Leaving }
  | { readonly is: 'join'; readonly root: Chart; readonly member: string };

/** undefined when the charts are as the messages say. Cuts go first. */
export function nextChange(kinship: Kinship): Change | undefined {
  return nextCut(kinship) ?? nextJoin(kinship);
}

function nextCut({ trees, groups }: Kinship): Change | undefined {
  for (const tree of trees) {
    const [root] = tree;
    for (const { pk: child, mergedInto: parent } of tree) {
      if (parent === undefined || groups.get(child)?.members.has(parent)) continue;
      return { is: 'cut', root, leaving: { child, parent, keys: [...keysBelow(tree, child)] } };
    }
  }
  return undefined;
}

/** This chart and everything below it. A tree is read level by level: parents come before their members. */
function keysBelow(tree: ChartTree, from: string): ReadonlySet<string> {
  const keys = new Set([from]);
  for (const { pk, mergedInto } of tree) {
    if (mergedInto !== undefined && keys.has(mergedInto)) keys.add(pk);
  }
  return keys;
}

/** The smaller key absorbs the greater, whoever survives by the messages: so no circle of members can arise. */
function nextJoin({ trees, groups }: Kinship): Change | undefined {
  const roots = trees.map(([root]) => root).sort((a, b) => byText(a.pk, b.pk));
  const firstOf = new Map<Group, Chart>();
  for (const chart of roots) {
    const group = groups.get(chart.pk);
    if (group === undefined) continue;
    const root = firstOf.get(group);
    if (root !== undefined) return { is: 'join', root, member: chart.pk };
    firstOf.set(group, chart);
  }
  return undefined;
}
