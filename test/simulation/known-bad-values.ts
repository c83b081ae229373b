import type { Result } from '../../shared/clinical/fact.ts';
import type { ChartedFact } from '../../shared/clinical/verdict.ts';
import type { Defect, Ports } from './ports.ts';

type PortsDefect = NonNullable<Defect['ports']>;

/** The judge gets other facts than those that are stored. */
function judgesOther(change: (facts: readonly ChartedFact[], ports: Ports) => readonly ChartedFact[]) {
  const ports: PortsDefect = (given) => ({
    ...given,
    judge: (input) => given.judge({ ...input, facts: change(input.facts, given) }),
  });
  return ports;
}

/** The judge gets other results than those that are stored. */
function judgesResults(
  change: (result: Result, fact: ChartedFact, all: readonly Result[], ports: Ports) => Result | undefined,
) {
  return judgesOther((facts, ports) => {
    const all = facts.flatMap(({ results }) => results);
    return facts.map((fact) => ({
      ...fact,
      results: fact.results.flatMap((result) => change(result, fact, all, ports) ?? []),
    }));
  });
}

const withAmount = (result: Result, amount: string): Result =>
  result.value === undefined ? result : { ...result, value: { ...result.value, amount } };

const aboveForAtLeast = judgesResults((result) => {
  const justBelow = new Map([
    ['12.0', '11.9999'],
    ['3.00', '2.9999'],
  ]);
  return withAmount(result, justBelow.get(result.value?.amount ?? '') ?? result.value?.amount ?? '');
});

const atLeastForAbove = judgesResults((result) => {
  const justAbove = new Map([
    ['10.5', '10.5001'],
    ['2.60', '2.6001'],
  ]);
  return withAmount(result, justAbove.get(result.value?.amount ?? '') ?? result.value?.amount ?? '');
});

const swapsUnits = judgesResults((result) => {
  if (result.value?.unit !== 'mmol/L') return result;
  return { ...result, upperLimit: '10.5', value: { ...result.value, unit: 'mg/dL' } };
});

const roundsToWhole = judgesResults((result) =>
  result.value === undefined ? result : withAmount(result, Number(result.value.amount).toFixed(0)),
);

/** Payne's formula in binary fractions: off by a little wherever they cannot hold the exact value. */
const countsInFloats = judgesResults((result, _fact, all) => {
  if (result.analyte !== 'calcium-total' || result.value === undefined) return result;
  const albumin = all
    .filter(({ analyte, value }) => analyte === 'albumin' && value !== undefined)
    .sort((a, b) => apart(a, result) - apart(b, result))[0]?.value;
  if (albumin === undefined) return result;
  const { amount, unit } = result.value;
  const below = 40 - Number(albumin.amount);
  const inFloats =
    Number(amount) + (unit === 'mmol/L' ? 0.02 * below : 0.8 * (4 - Number(albumin.amount) / 10));
  const hundredths = Math.round(Number(amount) * 100) + (unit === 'mmol/L' ? 2 : 8) * below;
  const off = Math.sign(inFloats - hundredths / 100);
  return withAmount(result, off === 0 ? amount : (Number(amount) + off * 1e-12).toFixed(12));
});

function apart(a: Result, b: Result): number {
  return Math.abs(a.collectedAt - b.collectedAt);
}

const drops = (isDropped: (result: Result) => boolean) =>
  judgesResults((result) => (isDropped(result) ? undefined : result));

const onlyAsImported = judgesOther((facts) =>
  facts.filter(({ origin, results }) => origin === 'live' || results.length === 0),
);

const onlyAfterDiagnosis = judgesOther((facts) => {
  const told = facts.filter(({ diagnoses }) => diagnoses.length > 0).map(({ receivedAt }) => receivedAt);
  const since = Math.min(...told);
  return facts.filter(({ results, receivedAt }) => results.length === 0 || receivedAt >= since);
});

/** As one who spares a judgement for a value within the limits: a higher one may have risen from it (R5). */
const sparesJudgements: Defect['service'] = (service) => {
  let isHarmless = false;
  return {
    ...service,
    record: (patient, identity, fact) => {
      const { results } = fact;
      isHarmless = results.length > 0 && results.every(isWithinLimits);
      return service.record(patient, identity, fact);
    },
    judge: async (patient) =>
      isHarmless ? { raised: 0, paged: 0, registered: true } : service.judge(patient),
  };
};

function isWithinLimits({ analyte, status, value, upperLimit }: Result): boolean {
  if (analyte !== 'calcium-corrected' || status !== 'F') return false;
  return Number(value?.amount) <= Number(upperLimit);
}

/** Wrong readings of right facts. */
export const BAD_VALUES: readonly Defect[] = [
  {
    name: 'the time of arrival stands for that of collection',
    ports: judgesResults((result, { receivedAt }) => ({ ...result, collectedAt: receivedAt })),
  },
  {
    name: 'corrections count in the order of arrival',
    ports: judgesResults((result, _fact, _all, { clock }) => ({
      ...result,
      reportedAt: clock.now(),
      sentAt: clock.now(),
    })),
  },
  { name: 'the urgent line is passed only above it', ports: aboveForAtLeast },
  { name: 'the limit is passed by reaching it', ports: atLeastForAbove },
  { name: 'mmol/L is taken for mg/dL', ports: swapsUnits },
  { name: 'values are rounded before they are compared', ports: roundsToWhole },
  { name: 'albumin corrects in binary fractions', ports: countsInFloats },
  { name: 'albumin is not looked at', ports: drops(({ analyte }) => analyte === 'albumin') },
  { name: 'withdrawals are not read', ports: drops(({ status }) => status === 'W') },
  { name: 'corrections are not read', ports: drops(({ status }) => status === 'C') },
  {
    name: 'a preliminary value counts as a final one',
    ports: judgesResults((result) => (result.status === 'P' ? { ...result, status: 'F' } : result)),
  },
  { name: 'preliminary values are not read', ports: drops(({ status }) => status === 'P') },
  { name: 'what an import brings is not judged', ports: onlyAsImported },
  { name: 'a late diagnosis judges nothing that came before', ports: onlyAfterDiagnosis },
  { name: 'values within the limits are not judged', service: sparesJudgements },
];
