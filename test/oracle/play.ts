import { canonicalJson } from '../../shared/chart/canonical-json.ts';
import { toChartedAlert } from '../../shared/clinical/alerted.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import { judge as realJudge } from '../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../shared/clinical/policy.ts';
import { overridden } from '../../shared/clinical/policy-override.ts';
import type {
  ChartedAlert,
  ChartedFact,
  DrawJudgement,
  Judge,
  JudgeInput,
  Verdict,
} from '../../shared/clinical/verdict.ts';
import { decimalOf, fraction } from './fraction.ts';
import { type OracleVerdict, oracle } from './oracle.ts';
import type { Link, RandomChart } from './random-chart.ts';

/** Where judge and oracle part: the input, and what only one of them says. */
export type Difference = {
  readonly batch: number;
  readonly input: JudgeInput;
  readonly onlyJudge: readonly string[];
  readonly onlyOracle: readonly string[];
};

/** What of a judge's reasons the rules decide: which of them spoke, what capped, and why nothing was raised. */
const RULE_REASONS = new Set([
  'R4',
  'R5',
  'R7',
  'R8',
  'R9',
  'R11',
  'R12',
  'R13',
  'LAB_CRITICAL',
  'LAB_CRITICAL_FLAG',
  'PROVISIONAL',
  'DISCORDANT',
  'ALBUMIN_HIGH',
  'PRELIMINARY_ONLY',
  'LISTED_ALREADY',
  'NO_CANCER_KNOWN',
]);

function ruleReasons({ reasons }: DrawJudgement): readonly string[] {
  const codes = reasons.flatMap(({ code, values }) => {
    if (code === 'CAPPED') return [`CAPPED ${values.why}`];
    return RULE_REASONS.has(code) ? [code] : [];
  });
  return [...new Set(codes)].sort();
}

/** What the judge says, in the terms of the oracle. */
function inOraclesTerms({ raised, judgements, registered }: Verdict): OracleVerdict {
  return {
    raised: raised.map(({ kind, alertLevel: level, grade, rule, resultKey, n, about, ...more }) => ({
      ...{ kind, level, grade, rule, resultKey, n },
      ...(about !== undefined && { about }),
      ...(more.standingLevel && { standingLevel: more.standingLevel, standingGrade: more.standingGrade }),
      also: more.also.map((other) => ({
        resultKey: other.resultKey,
        level: other.level,
        grade: other.grade,
        n: other.n ?? -1,
      })),
      flags: more.flags,
      value: more.value,
      restsOn: [...more.restsOn].sort(),
      cancer: { ...more.cancer, codes: [...more.cancer.codes].sort() },
    })),
    judgements: judgements().map((judgement) => ({
      resultKey: judgement.resultKey,
      grade: judgement.grade,
      level: judgement.level,
      outcome: judgement.outcome,
      flags: [...judgement.flags].sort(),
      value: judgement.value,
      corrected: judgement.correctedValue === undefined ? '' : decimalOf(fraction(judgement.correctedValue)),
      restsOn: [...judgement.restsOn].sort(),
      reasons: ruleReasons(judgement),
    })),
    registered,
  };
}

function linesOf({ raised, judgements, registered }: OracleVerdict): readonly string[] {
  return [
    ...raised.map((one) => `raised ${canonicalJson({ ...one, also: one.also.map(canonicalJson).sort() })}`),
    ...judgements.map((one) => `draw ${canonicalJson(one)}`),
    `registered ${registered}`,
  ];
}

function difference(batch: number, input: JudgeInput, verdict: Verdict): Difference | undefined {
  const judged = linesOf(inOraclesTerms(verdict)).toSorted();
  const expected = linesOf(oracle(input)).toSorted();
  if (judged.join('\n') === expected.join('\n')) return undefined;
  return {
    batch,
    input,
    onlyJudge: judged.filter((line) => !expected.includes(line)),
    onlyOracle: expected.filter((line) => !judged.includes(line)),
  };
}

/** While they are joined both partitions are one chart, else each its own; in another order each time. */
function chartsAt(
  facts: readonly ChartedFact[],
  links: readonly Link[],
  now: EpochMs,
  batch: number,
): readonly (readonly ChartedFact[])[] {
  const charted = batch % 2 === 0 ? facts : facts.toReversed();
  const [own, absorbed] = ['P1', 'P2'].map((where) => charted.filter((fact) => fact.where === where));
  if (own === undefined || absorbed === undefined || absorbed.length === 0) return [charted];
  const link = links.findLast(({ at }) => at <= now);
  if (link?.is !== 'merge') return [own, absorbed];
  const joinedTo = (where: string) => new Map([[where, link.at]]);
  return [
    [
      ...absorbed.map((fact) => ({ ...fact, joinedAt: joinedTo('P1') })),
      ...own.map((fact) => ({ ...fact, joinedAt: joinedTo('P2') })),
    ],
  ];
}

/** Plays a chart batch by batch through both; the first difference, if there is one. */
export function play(
  { batches, links, override }: RandomChart,
  judge: Judge = realJudge,
): Difference | undefined {
  const own = override && overridden(defaultPolicy, 'set:own', override.by);
  const facts: ChartedFact[] = [];
  const alerted: ChartedAlert[] = [];
  for (const [batch, { facts: more, now }] of batches.entries()) {
    facts.push(...more);
    const policy = own && batch >= override.fromBatch ? own : defaultPolicy;
    for (const charted of chartsAt(facts, links, now, batch)) {
      const isOfThis = ({ resultKey }: ChartedAlert) =>
        charted.some(({ results }) => results.some(({ key }) => key === resultKey));
      const input = { facts: charted, alerted: alerted.filter(isOfThis), policy, now };
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
