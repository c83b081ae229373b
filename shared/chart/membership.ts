import type { Chart } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';
import { completeLeaving, isUnchanged } from './leaving.ts';

/** Something of each chart of a tree, level by level, the root first. */
export type TreeOf<T> = readonly [T, ...T[]];
type HasChart = { readonly chart: Chart };

/**
 * Reads everything below a chart that is merged into none, each chart after the one above it. What another worker left
 * half done is carried on first; then the answer is 'mended': read again.
 */
export async function readTree<T extends HasChart>(
  repository: ChartRepository,
  root: T,
  read: (pk: string) => Promise<T>,
): Promise<TreeOf<T> | 'mended'> {
  if (root.chart.leaving !== undefined) {
    await completeLeaving(repository, root.chart, root.chart.leaving);
    return 'mended';
  }
  const tree: [T, ...T[]] = [root];
  for (const { chart: parent } of tree) {
    for (const key of parent.members) {
      const member = await read(key);
      if (member.chart.mergedInto !== parent.pk) {
        if (parent === root.chart) await settleMember(repository, parent, member.chart);
        return 'mended';
      }
      tree.push(member);
    }
  }
  return tree;
}

/**
 * A root lists a member that does not say so: makes it say so, or, when it belongs to another, strikes it off. Below
 * the root nothing can be so for long, for a chart is merged only with all its members settled.
 */
async function settleMember(repository: ChartRepository, root: Chart, member: Chart): Promise<void> {
  if (member.mergedInto !== undefined) {
    const members = root.members.filter((key) => key !== member.pk);
    await repository.write({ ...root, members });
    return;
  }
  const read = async (key: string) => ({ chart: await repository.chart(key) });
  const below = await readTree(repository, { chart: member }, read);
  if (below === 'mended' || !(await isUnchanged(repository, root))) return;
  const merged = await repository.write({ ...member, mergedInto: root.pk });
  if (merged !== undefined) await mendOrphan(repository, merged, root.pk);
}

/**
 * A chart says that it is merged into one that does not list it (which struck it off at the same moment): makes it
 * stand by itself. Nothing of it can have been judged there. True = read again.
 */
export async function mendOrphan(
  repository: ChartRepository,
  chart: Chart,
  mergedInto: string,
): Promise<boolean> {
  const parent = await repository.chart(mergedInto);
  if (parent.members.includes(chart.pk)) return false;
  const { mergedInto: _, ...alone } = chart;
  await repository.write(alone);
  return true;
}
