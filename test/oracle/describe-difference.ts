import type { ChartedFact, Judge } from '../../shared/clinical/verdict.ts';
import { play } from './play.ts';
import type { RandomChart } from './random-chart.ts';

const time = (at: number) => new Date(at).toISOString();

function factLines(fact: ChartedFact): readonly string[] {
  const { registration: row } = fact;
  return [
    ...fact.results.map(({ key, analyte, status, value, upperLimit = '', ...result }) =>
      [
        `  ${time(fact.receivedAt)} ${fact.origin} ${fact.where} ${key} ${analyte} ${status}`,
        `${value?.comparator ?? 'no value'} ${value?.amount ?? ''} ${value?.unit ?? ''} limit ${upperLimit}`,
        `collected ${time(result.collectedAt)} reported ${time(result.reportedAt)} sent ${time(result.sentAt)}`,
        `order ${result.order} specimen ${result.specimen ?? ''} ${result.labFlags.join(' ')}`,
      ].join(', '),
    ),
    ...fact.diagnoses.map(
      ({ key, code, type, removed, diagnosedAt }) =>
        `  ${time(fact.receivedAt)} ${fact.where} diagnosis ${key} ${code} ${type}${removed ? ' removed' : ''} ${diagnosedAt === undefined ? '' : time(diagnosedAt)}`,
    ),
    ...(row === undefined
      ? []
      : [
          `  ${time(fact.receivedAt)} ${fact.where} registration ${row.icd10} ${row.status} ${row.birthDate ?? ''}`,
        ]),
  ];
}

/** The chart's facts and what judge and oracle say of them, to be read by a person. */
export function describeDifference(chart: RandomChart, judge?: Judge): string {
  const difference = play(chart, judge);
  return [
    ...(chart.override ? [`policy ${JSON.stringify(chart.override)}`] : []),
    ...chart.links.map(({ is, at }) => `${is} of P2 and P1 ${time(at)}`),
    ...chart.batches.flatMap(({ facts, now }, index) => [
      `batch ${index}, judged ${time(now)}`,
      ...facts.flatMap(factLines),
    ]),
    `differs in batch ${difference?.batch ?? '-'}`,
    ...(difference?.input.alerted ?? []).map(
      ({ id, rule, also, standingLevel }) =>
        `  before: ${id} ${rule} ${standingLevel ?? ''} also ${also.map(({ resultKey, level }) => `${resultKey} ${level}`).join(', ')}`,
    ),
    ...(difference?.onlyJudge ?? []).map((line) => `  judge only:  ${line}`),
    ...(difference?.onlyOracle ?? []).map((line) => `  oracle only: ${line}`),
  ].join('\n');
}
