import { toChartedAlert } from '../../../shared/clinical/alerted.ts';
import type { Result } from '../../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { ChartedFact, JudgeInput } from '../../../shared/clinical/verdict.ts';
import { createRandom, type Random } from '../../../tools/day/random.ts';
import type { Figure, Target } from '../figure.ts';
import { BENCH_TIME } from '../messages.ts';
import { millisecondsEach } from '../rate.ts';

const WHERE = 'P#bench';

type Measurement = Pick<Result, 'loinc' | 'analyte' | 'value'> & { readonly upperLimit?: string };

function resultOf(draw: number, collectedAt: EpochMs, measurement: Measurement): Result {
  return {
    ...measurement,
    key: `${draw}-${measurement.loinc}`,
    order: `order ${draw}`,
    status: 'F',
    collectedAt,
    reportedAt: collectedAt,
    sentAt: collectedAt,
    labFlags: [],
    flags: [],
    asSent: { value: '', unit: '', range: '', name: '' },
  };
}

function factOf(draw: number, draws: number, random: Random): ChartedFact {
  const collectedAt = plusMs(BENCH_TIME, -Math.round(((draws - draw) * 360 * DAY_MS) / draws));
  const calcium = random.around(10.4, 0.7).toFixed(1);
  const albumin = random.around(38, 3).toFixed(0);
  return {
    where: WHERE,
    factKey: `FACT#${draw}`,
    feed: 'riverside',
    readerVersion: '1',
    mapVersion: '1',
    receivedAt: collectedAt,
    origin: 'live',
    patient: { authority: 'RIVERSIDE', id: 'RS100001' },
    results: [
      resultOf(draw, collectedAt, {
        loinc: '17861-6',
        analyte: 'calcium-total',
        value: { comparator: '=', amount: calcium, unit: 'mg/dL' },
        upperLimit: '10.5',
      }),
      resultOf(draw, collectedAt, {
        loinc: '1751-7',
        analyte: 'albumin',
        value: { comparator: '=', amount: albumin, unit: 'g/L' },
      }),
    ],
    diagnoses: [],
  };
}

function registration(): ChartedFact {
  const loadedAt = plusMs(BENCH_TIME, -400 * DAY_MS);
  return {
    where: WHERE,
    factKey: 'FACT#registration',
    feed: 'registry',
    readerVersion: '1',
    mapVersion: '1',
    receivedAt: loadedAt,
    origin: 'live',
    patient: { authority: 'RIVERSIDE', id: 'RS100001' },
    results: [],
    diagnoses: [],
    registration: { source: 'registry', icd10: 'C34.1', status: 'active', loadedAt },
  };
}

function inputWith(results: number): JudgeInput {
  const random = createRandom(results);
  const draws = results / 2;
  const facts = Array.from({ length: draws }, (_, draw) => factOf(draw + 1, draws, random));
  return { facts: [registration(), ...facts], alerted: [], policy: defaultPolicy, now: BENCH_TIME };
}

/** The chart as it is on every day but the first: all that it deserves has been raised. */
function remembered(input: JudgeInput): JudgeInput {
  const { raised } = judge(input);
  if (raised.length === 0) return input;
  const charted = raised.map((alert, index) =>
    toChartedAlert(alert, `${input.alerted.length}-${index}`, input.now),
  );
  return remembered({ ...input, alerted: [...input.alerted, ...charted] });
}

function judging(name: string, input: JudgeInput, more: Pick<Figure, 'target' | 'plotted'>): Promise<Figure> {
  const run = (): void => {
    judge(input);
  };
  return millisecondsEach({ name, items: 1, run }, more);
}

/** All facts of a patient to the verdict: of charts that remember their alerts, and of one judged for the first time. */
export async function measureJudge(): Promise<readonly Figure[]> {
  const known = (results: number, target?: Target) =>
    judging(`judge a patient with ${results} results`, remembered(inputWith(results)), {
      ...(target && { target }),
      plotted: { chart: 'judge', line: 'judged before', x: results },
    });
  return [
    await known(10),
    await known(100),
    await known(400, { is: 'below', value: 1 }),
    await judging('judge 400 results of which none was ever judged', inputWith(400), {}),
  ];
}
