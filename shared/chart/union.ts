import type { EpochMs } from '../clinical/instant.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import { ChartContendedError } from '../runtime/errors.ts';
import type { Chart, ChartEntry } from './chart.ts';
import type { ChartRepository, ChartWithFacts } from './chart-repository.ts';
import { groupsOf, linksOf } from './groups.ts';
import { mendOrphan, readTree, type TreeOf } from './membership.ts';
import type { StoredFact } from './stored-fact.ts';

/** All that is known of one patient under every identifier: the charts of a tree and their facts. */
export type Union = {
  /** The chart that is written: an alert raised by anybody who has not seen this version of it is refused. */
  readonly root: Chart;
  readonly keys: ReadonlySet<string>;
  readonly alerts: readonly ChartEntry[];
  readonly facts: readonly StoredFact[];
  /** Of linked patients the one they go by, when these charts know it. */
  readonly survivor: PatientIdentifier | undefined;
};

const READS = 25;

/**
 * The union a patient belongs to. Charts are read from the root downwards and each before its facts, so the facts are
 * no older than the root's version. Throws ChartContendedError when others keep changing it.
 */
export async function readUnion(repository: ChartRepository, pk: string, now: EpochMs): Promise<Union> {
  const read = (key: string) => repository.read(key, now);
  for (let reads = 0; reads < READS; reads += 1) {
    const tree = await readTreeFrom(repository, await read(pk), read);
    if (tree !== 'mended') return unionOf(tree);
  }
  throw new ChartContendedError('a union of charts was changed by others again and again');
}

async function readTreeFrom(
  repository: ChartRepository,
  part: ChartWithFacts,
  read: (key: string) => Promise<ChartWithFacts>,
): Promise<TreeOf<ChartWithFacts> | 'mended'> {
  const { mergedInto } = part.chart;
  if (mergedInto === undefined) return readTree(repository, part, read);
  if (await mendOrphan(repository, part.chart, mergedInto)) return 'mended';
  return readTreeFrom(repository, await read(mergedInto), read);
}

function unionOf(tree: TreeOf<ChartWithFacts>): Union {
  const [{ chart: root }] = tree;
  const charts = tree.map(({ chart }) => chart);
  const group = groupsOf(linksOf(charts)).get(root.pk);
  return {
    root,
    keys: new Set(charts.map(({ pk }) => pk)),
    alerts: charts.flatMap(({ alerts }) => alerts),
    facts: tree.flatMap(({ chart, facts }) => joinedFacts(facts, group?.joinedAt.get(chart.pk))),
    survivor: charts.find(({ pk }) => pk === group?.survivor)?.identifier,
  };
}

function joinedFacts(
  facts: readonly StoredFact[],
  joinedAt: ReadonlyMap<string, EpochMs> | undefined,
): readonly StoredFact[] {
  if (joinedAt === undefined) return facts;
  return facts.map((stored) => ({ ...stored, fact: { ...stored.fact, joinedAt } }));
}
