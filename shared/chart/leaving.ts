import { carryAnswers } from './carry-answers.ts';
import type { Chart, Leaving } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';

/**
 * Gives a leaving member back to itself: it takes along the alerts that lie above it and rest on its results, then
 * every chart above lets go of them. Each write is on condition of what was read, and the root is looked at once more
 * after all else was read; so any number of workers may do it at once, and any may stop at any point: whoever reads
 * the chart next goes on. Resolves after a step lost to another worker too: the caller reads again.
 */
export async function completeLeaving(
  repository: ChartRepository,
  root: Chart,
  leaving: Leaving,
): Promise<void> {
  const above = await chartsAbove(repository, root, leaving.parent);
  const child = await repository.chart(leaving.child);
  if (above === undefined || !(await isUnchanged(repository, root))) return;
  if (child.mergedInto === leaving.parent && !(await takeAlong(repository, child, above, leaving))) return;
  for (const chart of above) {
    if (!(await letGo(repository, chart, leaving))) return;
  }
}

/** Whether this is still the latest version: all that was read since belongs to it. */
export async function isUnchanged(repository: ChartRepository, { pk, version }: Chart): Promise<boolean> {
  return (await repository.chart(pk)).version === version;
}

/** The parent first, the root as it was read last; undefined when another worker has changed the way up. */
async function chartsAbove(
  repository: ChartRepository,
  root: Chart,
  parent: string,
): Promise<readonly Chart[] | undefined> {
  const below: Chart[] = [];
  let key: string | undefined = parent;
  while (key !== undefined && key !== root.pk) {
    const chart: Chart = await repository.chart(key);
    below.push(chart);
    key = chart.mergedInto;
  }
  return key === undefined ? undefined : [...below, root];
}

/** Whether the member stands by itself now. */
async function takeAlong(
  repository: ChartRepository,
  { mergedInto: _, ...child }: Chart,
  above: readonly Chart[],
  { keys }: Leaving,
): Promise<boolean> {
  const taken = above.flatMap(({ alerts }) => alerts).filter(({ where }) => keys.includes(where));
  return (await repository.write({ ...child, alerts: [...child.alerts, ...taken] })) !== undefined;
}

/** Whether nothing of the member is left in this chart. */
async function letGo(repository: ChartRepository, chart: Chart, { child, keys }: Leaving): Promise<boolean> {
  const { leaving, ...rest } = chart;
  const members = rest.members.filter((key) => key !== child);
  const alerts = rest.alerts.filter(({ where }) => !keys.includes(where));
  const isClear = leaving === undefined && members.length === rest.members.length;
  if (isClear && alerts.length === rest.alerts.length) return true;
  if (!(await carryAnswers(repository, rest, { keys }))) return false;
  return (await repository.write({ ...rest, members, alerts })) !== undefined;
}
