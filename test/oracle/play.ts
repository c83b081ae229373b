import { toChartedAlert } from '../../shared/clinical/alerted.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import { judge as realJudge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import type { ChartedAlert, ChartedFact, Judge, JudgeInput, Verdict } from '../../shared/clinical/verdict.ts';
import { type OracleVerdict, oracle } from './oracle.ts';
import type { RandomChart } from './random-chart.ts';

/** Where judge and oracle part: the input, and what only one of them says. */
export type Difference = {
  readonly batch: number;
  readonly input: JudgeInput;
  readonly onlyJudge: readonly string[];
  readonly onlyOracle: readonly string[];
};

const raisedLine = (...parts: readonly (string | number | undefined)[]) => `raised ${parts.join(' ')}`;
const drawLine = (...parts: readonly (string | number)[]) => `draw ${parts.join(' ')}`;

function judgeLines({ raised, judgements }: Verdict): readonly string[] {
  return [
    ...raised.map(({ kind, alertLevel, grade, rule, resultKey, n, about, standingLevel }) =>
      raisedLine(kind, alertLevel, grade, rule, resultKey, n, about, standingLevel),
    ),
    ...judgements.map(({ resultKey, grade, level, flags }) =>
      drawLine(resultKey, grade, level, ...[...flags].sort()),
    ),
  ];
}

function oracleLines({ raised, judgements }: OracleVerdict): readonly string[] {
  return [
    ...raised.map(({ kind, level, grade, rule, resultKey, n, about, standingLevel }) =>
      raisedLine(kind, level, grade, rule, resultKey, n, about, standingLevel),
    ),
    ...judgements.map(({ resultKey, grade, level, flags }) => drawLine(resultKey, grade, level, ...flags)),
  ];
}

function difference(batch: number, input: JudgeInput, verdict: Verdict): Difference | undefined {
  const judged = judgeLines(verdict).toSorted();
  const expected = oracleLines(oracle(input)).toSorted();
  if (judged.join('\n') === expected.join('\n')) return undefined;
  return {
    batch,
    input,
    onlyJudge: judged.filter((line) => !expected.includes(line)),
    onlyOracle: expected.filter((line) => !judged.includes(line)),
  };
}

/** Until they are joined each partition is a chart of its own; then one, in another order each time. */
function chartsAt(
  facts: readonly ChartedFact[],
  joinedAt: EpochMs | undefined,
  now: EpochMs,
  batch: number,
): readonly (readonly ChartedFact[])[] {
  const charted = batch % 2 === 0 ? facts : facts.toReversed();
  const [own, absorbed] = ['P1', 'P2'].map((where) => charted.filter((fact) => fact.where === where));
  if (own === undefined || absorbed === undefined || absorbed.length === 0) return [charted];
  if (joinedAt === undefined || now < joinedAt) return [own, absorbed];
  return [[...absorbed.map((fact) => ({ ...fact, joinedAt })), ...own]];
}

/** Plays a chart batch by batch through both; the first difference, if there is one. */
export function play({ batches, joinedAt }: RandomChart, judge: Judge = realJudge): Difference | undefined {
  const facts: ChartedFact[] = [];
  const alerted: ChartedAlert[] = [];
  for (const [batch, { facts: more, now }] of batches.entries()) {
    facts.push(...more);
    for (const charted of chartsAt(facts, joinedAt, now, batch)) {
      const isOfThis = ({ resultKey }: ChartedAlert) =>
        charted.some(({ results }) => results.some(({ key }) => key === resultKey));
      const input = { facts: charted, alerted: alerted.filter(isOfThis), policy: defaultPolicy, now };
      const verdict = judge(input);
      const found = difference(batch, input, verdict);
      if (found !== undefined) return found;
      for (const one of verdict.raised) {
        const id = [one.where, one.resultKey, one.kind, one.alertLevel, one.n].join('/');
        alerted.push(toChartedAlert(one, id, now));
      }
    }
  }
  return undefined;
}
