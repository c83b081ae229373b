import type { Chart } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';
import { completeLeaving } from './leaving.ts';

/** Something of a chart as it was read; the root of a tree comes first, whatever lies below it after it. */
export type TreeOf<T> = readonly [T, ...T[]] | 'mended';

/**
 * Reads everything below a chart that is merged into none, level by level. What another worker left half done is
 * completed first; then, and when a step of it was lost to yet another worker, the answer is 'mended': read again.
 */
export async function readTree<T extends { readonly chart: Chart }>(
  repository: ChartRepository,
  root: T,
  read: (pk: string) => Promise<T>,
): Promise<TreeOf<T>> {
  if (root.chart.leaving !== undefined) {
    await completeLeaving(repository, root.chart, root.chart.leaving);
    return 'mended';
  }
  const tree: [T, ...T[]] = [root];
  for (const { chart: parent } of tree) {
    for (const key of parent.members) {
      const member = await read(key);
      if (member.chart.mergedInto !== parent.pk) {
        await settleMember(repository, parent, member.chart);
        return 'mended';
      }
      tree.push(member);
    }
  }
  return tree;
}

/** A chart lists a member that does not say so: makes it say so, or, when it belongs to another, strikes it off. */
async function settleMember(repository: ChartRepository, parent: Chart, member: Chart): Promise<void> {
  if (member.leaving !== undefined) {
    await completeLeaving(repository, member, member.leaving);
  } else if (member.mergedInto === undefined) {
    await repository.write({ ...member, mergedInto: parent.pk });
  } else {
    const members = parent.members.filter((key) => key !== member.pk);
    await repository.write({ ...parent, members });
  }
}
