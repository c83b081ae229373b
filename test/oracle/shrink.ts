import type { ChartedFact, Judge } from '../../shared/clinical/verdict.ts';
import { play } from './play.ts';
import type { Batch, RandomChart } from './random-chart.ts';

/** Every fact that says one thing less. */
function smallerFacts(fact: ChartedFact): readonly ChartedFact[] {
  const { results, diagnoses, origin } = fact;
  return [
    ...results.map((_, index) => ({ ...fact, results: results.toSpliced(index, 1) })),
    ...results
      .filter(({ labFlags }) => labFlags.length > 0)
      .map((plain) => ({
        ...fact,
        results: results.map((one) => (one === plain ? { ...plain, labFlags: [] } : one)),
      })),
    ...(diagnoses.length > 0 ? [{ ...fact, diagnoses: [] }] : []),
    ...(origin === 'import' ? [{ ...fact, origin: 'live' as const }] : []),
  ];
}

/** Every batch with one fact less, or one fact that says less. */
function smallerBatches({ facts, now }: Batch): readonly Batch[] {
  return facts.flatMap((fact, at) => [
    ...(facts.length > 1 ? [{ facts: facts.toSpliced(at, 1), now }] : []),
    ...smallerFacts(fact).map((smaller) => ({ facts: facts.toSpliced(at, 1, smaller), now })),
  ]);
}

/** Every chart that has one thing less: a batch, a boundary between batches, a fact, a part of a fact. */
function* smaller(chart: RandomChart): Generator<RandomChart> {
  const { batches, links, override, ...bare } = chart;
  if (override !== undefined) yield { ...bare, batches, links };
  for (let at = links.length - 1; at >= 0; at -= 1) yield { ...chart, links: links.toSpliced(at, 1) };
  for (const [index, batch] of batches.entries()) {
    yield { ...chart, batches: batches.toSpliced(index, 1) };
    for (const next of batches.slice(index + 1, index + 2)) {
      const joined = { facts: [...batch.facts, ...next.facts], now: next.now };
      yield { ...chart, batches: batches.toSpliced(index, 2, joined) };
    }
    for (const less of smallerBatches(batch)) {
      yield { ...chart, batches: batches.toSpliced(index, 1, less) };
    }
  }
}

/** Drops what is not needed for judge and oracle to differ, until nothing more can go. */
export function shrink(chart: RandomChart, judge?: Judge): RandomChart {
  for (const candidate of smaller(chart)) {
    if (play(candidate, judge) !== undefined) return shrink(candidate, judge);
  }
  return chart;
}
