import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../../../shared/clinical/instant.ts';
import { policySchema } from '../../../../shared/clinical/policy.ts';
import {
  ACTIVE,
  albumin,
  days,
  hours,
  ionized,
  judged,
  message,
  minutesAfter,
  type ResultParts,
  total,
} from './patient.ts';

const plain = (text: string, at: EpochMs, parts: ResultParts = {}) =>
  message([total(text, at, parts), albumin('40 g/L', at)]);
const blood = (text: string, at: EpochMs, parts: ResultParts = {}) => message([ionized(text, at, parts)]);

type Given = readonly [kind: 'total' | 'ionized', text: string, day: number, parts?: ResultParts];
const factsOf = (given: readonly Given[]) =>
  given.map(([kind, text, day, parts]) => (kind === 'total' ? plain : blood)(text, days(day), parts));

const last = (given: readonly Given[]) => judged([ACTIVE, ...factsOf(given)]).judgements.at(-1);
const codes = (given: readonly Given[]) => last(given)?.reasons.map(({ code }) => code) ?? [];

describe('R5, a rapid rise', () => {
  test.each<[string, readonly Given[], string]>([
    [
      '1.0 mg/dL in 7 days',
      [
        ['total', '9.6 mg/dL', -7],
        ['total', '10.6 mg/dL', 0],
      ],
      'urgent',
    ],
    [
      '0.99 mg/dL',
      [
        ['total', '9.61 mg/dL', -7],
        ['total', '10.6 mg/dL', 0],
      ],
      'routine',
    ],
    [
      '1.01 mg/dL',
      [
        ['total', '9.59 mg/dL', -3],
        ['total', '10.6 mg/dL', 0],
      ],
      'urgent',
    ],
    [
      '1.0 mg/dL, over 7 days ago',
      [
        ['total', '9.6 mg/dL', -7.01],
        ['total', '10.6 mg/dL', 0],
      ],
      'routine',
    ],
    [
      '0.25 mmol/L',
      [
        ['total', '2.36 mmol/L', -7],
        ['total', '2.61 mmol/L', 0],
      ],
      'urgent',
    ],
    [
      '0.249 mmol/L',
      [
        ['total', '2.361 mmol/L', -7],
        ['total', '2.61 mmol/L', 0],
      ],
      'routine',
    ],
    [
      'ionized 0.10 mmol/L',
      [
        ['ionized', '1.21 mmol/L', -2],
        ['ionized', '1.31 mmol/L', 0],
      ],
      'urgent',
    ],
    [
      'ionized 0.09 mmol/L',
      [
        ['ionized', '1.22 mmol/L', -2],
        ['ionized', '1.31 mmol/L', 0],
      ],
      'routine',
    ],
    // 0.10 mmol/L are 0.40078 mg/dL.
    [
      'ionized 0.41 mg/dL',
      [
        ['ionized', '4.89 mg/dL', -2],
        ['ionized', '5.30 mg/dL', 0],
      ],
      'urgent',
    ],
    [
      'ionized 0.40 mg/dL',
      [
        ['ionized', '4.90 mg/dL', -2],
        ['ionized', '5.30 mg/dL', 0],
      ],
      'routine',
    ],
    // 2.40 mmol/L are 9.61872 mg/dL; 9.6 mg/dL are 2.3953… mmol/L.
    [
      'across units, 10.61872 after 2.40',
      [
        ['total', '2.40 mmol/L', -2],
        ['total', '10.61872 mg/dL', 0],
      ],
      'urgent',
    ],
    [
      'across units, 10.61871 after 2.40',
      [
        ['total', '2.40 mmol/L', -2],
        ['total', '10.61871 mg/dL', 0],
      ],
      'routine',
    ],
    [
      'across units, 2.65 after 9.6',
      [
        ['total', '9.6 mg/dL', -2],
        ['total', '2.65 mmol/L', 0],
      ],
      'urgent',
    ],
    [
      'across units, 2.64 after 9.6',
      [
        ['total', '9.6 mg/dL', -2],
        ['total', '2.64 mmol/L', 0],
      ],
      'routine',
    ],
    [
      'of the other kind',
      [
        ['ionized', '1.10 mmol/L', -2],
        ['total', '10.6 mg/dL', 0],
      ],
      'routine',
    ],
    [
      'from a bound',
      [
        ['total', '<9.0 mg/dL', -2],
        ['total', '10.6 mg/dL', 0],
      ],
      'routine',
    ],
    [
      'of a bound',
      [
        ['total', '9.0 mg/dL', -2],
        ['total', '>10.6 mg/dL', 0],
      ],
      'routine',
    ],
    [
      'from a preliminary value',
      [
        ['total', '9.0 mg/dL', -2, { status: 'P' }],
        ['total', '10.6 mg/dL', 0],
      ],
      'routine',
    ],
    [
      'from the lowest of several',
      [
        ['total', '9.6 mg/dL', -6],
        ['total', '10.4 mg/dL', -2],
        ['total', '10.6 mg/dL', 0],
      ],
      'urgent',
    ],
    [
      'never lowers what is urgent already',
      [
        ['total', '9.6 mg/dL', -6],
        ['total', '12.6 mg/dL', 0],
      ],
      'urgent',
    ],
  ])('%s', (_, given, level) => {
    expect(last(given)?.level).toBe(level);
  });

  test('a value without an albumin, or with one too low, is no history', () => {
    const now = plain('10.6 mg/dL', days(0));
    const missing = message([total('9.0 mg/dL', days(-3))]);
    const uncertain = message([total('9.0 mg/dL', days(-3)), albumin('19 g/L', days(-3))]);

    for (const earlier of [missing, uncertain]) {
      expect(judged([ACTIVE, earlier, now]).judgements.at(-1)?.level).toBe('routine');
    }
  });

  test('beside an ionized value that was graded, the total is history of its own kind', () => {
    const both = message([
      total('9.4 mg/dL', days(-3)),
      albumin('40 g/L', days(-3)),
      ionized('1.20 mmol/L', days(-3)),
    ]);

    expect(judged([ACTIVE, both, plain('10.6 mg/dL', days(0))]).judgements.at(-1)?.level).toBe('urgent');
  });
});

describe('R8, a rise below the limit', () => {
  test.each<[string, readonly Given[], string]>([
    [
      '1.0 mg/dL',
      [
        ['total', '9.5 mg/dL', -3],
        ['total', '10.5 mg/dL', 0],
      ],
      'worklist',
    ],
    [
      '0.9 mg/dL',
      [
        ['total', '9.6 mg/dL', -3],
        ['total', '10.5 mg/dL', 0],
      ],
      'none',
    ],
    [
      '0.25 mmol/L',
      [
        ['total', '2.30 mmol/L', -3],
        ['total', '2.55 mmol/L', 0],
      ],
      'worklist',
    ],
    [
      '0.24 mmol/L',
      [
        ['total', '2.31 mmol/L', -3],
        ['total', '2.55 mmol/L', 0],
      ],
      'none',
    ],
    [
      'ionized 0.10 mmol/L',
      [
        ['ionized', '1.20 mmol/L', -3],
        ['ionized', '1.30 mmol/L', 0],
      ],
      'worklist',
    ],
    [
      'ionized 0.09 mmol/L',
      [
        ['ionized', '1.21 mmol/L', -3],
        ['ionized', '1.30 mmol/L', 0],
      ],
      'none',
    ],
    [
      'from the median of the year',
      [
        ['total', '9.0 mg/dL', -365],
        ['total', '10.0 mg/dL', 0],
      ],
      'worklist',
    ],
    [
      'from before the year',
      [
        ['total', '9.0 mg/dL', -365.01],
        ['total', '10.0 mg/dL', 0],
      ],
      'none',
    ],
    [
      'from the lower middle of an even number',
      [
        ['total', '9.0 mg/dL', -40],
        ['total', '9.4 mg/dL', -30],
        ['total', '10.0 mg/dL', 0],
      ],
      'worklist',
    ],
    [
      'the lowest alone is not the median',
      [
        ['total', '9.0 mg/dL', -40],
        ['total', '9.4 mg/dL', -35],
        ['total', '9.4 mg/dL', -30],
        ['total', '10.0 mg/dL', 0],
      ],
      'none',
    ],
    [
      'from the lowest of the week, wherever it lies',
      [
        ['total', '9.7 mg/dL', -5],
        ['total', '9.0 mg/dL', -3],
        ['total', '9.7 mg/dL', -1],
        ['total', '10.0 mg/dL', 0],
      ],
      'worklist',
    ],
    [
      'from the median where that is lower than the week',
      [
        ['total', '9.0 mg/dL', -40],
        ['total', '9.7 mg/dL', -3],
        ['total', '10.0 mg/dL', 0],
      ],
      'worklist',
    ],
    [
      'of a bound',
      [
        ['total', '9.0 mg/dL', -3],
        ['total', '<10.0 mg/dL', 0],
      ],
      'none',
    ],
    [
      'of a preliminary value',
      [
        ['total', '9.0 mg/dL', -3],
        ['total', '10.0 mg/dL', 0, { status: 'P' }],
      ],
      'none',
    ],
  ])('%s', (_, given, level) => {
    expect(last(given)?.level).toBe(level);
  });

  test('is no R5: that is for values above the limit', () => {
    const given: Given[] = [
      ['total', '9.0 mg/dL', -3],
      ['total', '10.1 mg/dL', 0],
    ];

    expect(codes(given)).toContain('R8');
    expect(codes(given)).not.toContain('R5');
  });

  test('a preliminary value beside a final one does not disturb the median of what follows', () => {
    const facts = factsOf([
      ['ionized', '1.25 mmol/L', -20],
      ['ionized', '1.25 mmol/L', -19],
      ['ionized', '1.10 mmol/L', -7 + 0.5 / 24],
      ['ionized', '1.21 mmol/L', 0, { status: 'P' }],
      ['ionized', '1.20 mmol/L', 1 / 24],
      ['ionized', '1.22 mmol/L', 1],
    ]);

    expect(judged([ACTIVE, ...facts]).judgements.at(-1)).toMatchObject({ value: '1.22', level: 'none' });
  });

  test('of equally low values of the week the first is named, and of the median one in its time', () => {
    const given: Given[] = [
      ['total', '9.4 mg/dL', -20],
      ['total', '9.4 mg/dL', -12],
      ['total', '9.4 mg/dL', -5],
      ['total', '9.4 mg/dL', -3],
      ['total', '10.6 mg/dL', 0],
      ['total', '9.4 mg/dL', 4],
    ];

    const { reasons = [] } = judged([ACTIVE, ...factsOf(given)]).judgements.at(-2) ?? {};
    const at = (code: string) => reasons.find((reason) => reason.code === code)?.values.at;

    expect([at('RECENT_LOWEST'), at('MEDIAN')]).toEqual([String(days(-5)), String(days(-20))]);
  });

  test('the median is of those still in its time, though equal ones have left it', () => {
    const given: Given[] = [
      ['total', '9.4 mg/dL', -366],
      ['total', '9.4 mg/dL', -360],
      ['total', '10.6 mg/dL', 0],
    ];

    const { reasons = [] } = last(given) ?? {};

    expect(reasons.find(({ code }) => code === 'MEDIAN')?.values.at).toBe(String(days(-360)));
  });

  test('the window of the median forgets what has left it', () => {
    const given: Given[] = [
      ['total', '9.0 mg/dL', -400],
      ['total', '9.0 mg/dL', -390],
      ['total', '9.9 mg/dL', -20],
      ['total', '10.2 mg/dL', 0],
    ];

    expect(last(given)?.level).toBe('none');
  });

  test('a policy whose year is shorter than its week has no median', () => {
    const policy = policySchema.parse({ history: { referenceDays: 1 } });
    const facts = factsOf([
      ['total', '9.0 mg/dL', -20],
      ['total', '9.5 mg/dL', -8],
      ['total', '10.0 mg/dL', 0],
    ]);

    expect(judged([ACTIVE, ...facts], [], { policy }).judgements.at(-1)?.level).toBe('none');
  });
});

describe('R9, a trend near the limit', () => {
  const rising = (texts: readonly string[], firstDay: number, parts: ResultParts = {}): Given[] =>
    texts.map((text, index) => ['total', text, firstDay - (firstDay / (texts.length - 1)) * index, parts]);
  const mg = (...values: number[]) => values.map((value) => `${value} mg/dL`);
  const mmol = (...values: number[]) => values.map((value) => `${value} mmol/L`);

  test.each<[string, readonly Given[], boolean]>([
    ['three values, 0.6 mg/dL', rising(mg(9.6, 9.9, 10.2), -60), true],
    ['0.59 mg/dL', rising(mg(9.61, 9.9, 10.2), -60), false],
    ['0.4 mg/dL below the limit', rising(mg(9.4, 9.9, 10.1), -60), true],
    ['0.41 mg/dL below the limit', rising(mg(9.4, 9.9, 10.09), -60), false],
    ['at the limit', rising(mg(9.8, 10.0, 10.5), -60), true],
    ['0.15 mmol/L', rising(mmol(2.37, 2.4, 2.52), -60), true],
    ['0.14 mmol/L', rising(mmol(2.38, 2.4, 2.52), -60), false],
    ['0.10 mmol/L below the limit', rising(mmol(2.3, 2.4, 2.5), -60), true],
    ['0.11 mmol/L below the limit', rising(mmol(2.3, 2.4, 2.49), -60), false],
    ['in 90 days', rising(mg(9.6, 9.9, 10.2), -90), true],
    ['in more than 90 days', rising(mg(9.6, 9.9, 10.2), -91), false],
    ['two values', rising(mg(9.6, 10.2), -60), false],
    ['not strictly rising before', rising(mg(9.6, 9.6, 10.2), -60), false],
    ['not rising at the end', rising(mg(9.6, 10.2, 10.2), -60), false],
    ['falling at the end of a longer rise', rising(mg(9.4, 9.6, 10.3, 10.2), -60), false],
    ['only the rising end counts', rising(mg(10.0, 9.6, 9.9, 10.2), -60), true],
    [
      'across units',
      [
        ['total', '9.6 mg/dL', -60],
        ['total', '2.45 mmol/L', -30],
        ['total', '10.2 mg/dL', 0],
      ],
      true,
    ],
    ['of a bound', [...rising(mg(9.6, 9.9, 10.0), -60), ['total', '<10.2 mg/dL', 1]], false],
    [
      'ionized calcium has none',
      [
        ['ionized', '1.05 mmol/L', -60],
        ['ionized', '1.15 mmol/L', -30],
        ['ionized', '1.29 mmol/L', 0],
      ],
      false,
    ],
    ['without history', [['total', '10.2 mg/dL', 0]], false],
  ])('%s', (_, given, holds) => {
    expect(codes(given).includes('R9')).toBe(holds);
    if (holds) expect(last(given)?.level).toBe('worklist');
  });

  test('a preliminary value makes no trend', () => {
    const given: Given[] = [...rising(mg(9.6, 9.9), -60), ['total', '10.2 mg/dL', 2, { status: 'P' }]];

    expect(codes(given)).not.toContain('R9');
  });
});

describe('R11, no history', () => {
  test.each<[readonly Given[], boolean]>([
    [[['total', '10.6 mg/dL', 0]], true],
    [
      [
        ['total', '9.9 mg/dL', -365],
        ['total', '10.6 mg/dL', 0],
      ],
      false,
    ],
    [
      [
        ['total', '9.9 mg/dL', -366],
        ['total', '10.6 mg/dL', 0],
      ],
      true,
    ],
    [
      [
        ['ionized', '1.2 mmol/L', -3],
        ['total', '10.6 mg/dL', 0],
      ],
      true,
    ],
  ])('is said (case %#)', (given, said) => {
    expect(last(given)?.flags.includes('NO_PREVIOUS_RESULT')).toBe(said);
  });
});

describe('R12, an implausible jump', () => {
  test.each<[string, readonly Given[], boolean]>([
    [
      'up by 4.0 mg/dL',
      [
        ['total', '9.0 mg/dL', -1],
        ['total', '13.0 mg/dL', 0],
      ],
      true,
    ],
    [
      'up by 3.9 mg/dL',
      [
        ['total', '9.1 mg/dL', -1],
        ['total', '13.0 mg/dL', 0],
      ],
      false,
    ],
    [
      'down by 4.0 mg/dL',
      [
        ['total', '14.0 mg/dL', -1],
        ['total', '10.0 mg/dL', 0],
      ],
      true,
    ],
    [
      'over 24 h ago',
      [
        ['total', '9.0 mg/dL', -1.01],
        ['total', '13.0 mg/dL', 0],
      ],
      false,
    ],
    [
      '1.0 mmol/L',
      [
        ['total', '2.20 mmol/L', -1],
        ['total', '3.20 mmol/L', 0],
      ],
      true,
    ],
    [
      '0.99 mmol/L',
      [
        ['total', '2.21 mmol/L', -1],
        ['total', '3.20 mmol/L', 0],
      ],
      false,
    ],
    [
      'ionized 0.4 mmol/L',
      [
        ['ionized', '1.20 mmol/L', -0.5],
        ['ionized', '1.60 mmol/L', 0],
      ],
      true,
    ],
    [
      'ionized 0.39 mmol/L',
      [
        ['ionized', '1.21 mmol/L', -0.5],
        ['ionized', '1.60 mmol/L', 0],
      ],
      false,
    ],
    [
      'of a bound',
      [
        ['total', '9.0 mg/dL', -1],
        ['total', '>13.0 mg/dL', 0],
      ],
      false,
    ],
  ])('%s', (_, given, flagged) => {
    expect(last(given)?.flags.includes('CHECK_SPECIMEN')).toBe(flagged);
  });

  test.each([
    [0, true],
    [1, false],
  ])('a later value flags the earlier one up to 24 h and %d min: %s', (minutes, flagged) => {
    const later = plain('9.0 mg/dL', minutesAfter(hours(24), minutes));

    const [first] = judged([ACTIVE, plain('13.0 mg/dL', hours(0)), later]).judgements;

    expect(first?.flags.includes('CHECK_SPECIMEN')).toBe(flagged);
  });

  test('a later value flags the earlier one too, and one of the same draw either', () => {
    const pair = judged([ACTIVE, plain('13.0 mg/dL', hours(0)), plain('9.0 mg/dL', hours(20))]).judgements;
    const at = hours(0);
    const sameDraw = judged([
      ACTIVE,
      message([total('13.0 mg/dL', at), total('9.0 mg/dL', minutesAfter(at, 30)), albumin('40 g/L', at)]),
    ]).judgements;
    const withBound = judged([
      ACTIVE,
      message([ionized('1.70 mmol/L', at), ionized('<1.20 mmol/L', minutesAfter(at, 30))]),
    ]).judgements;

    expect(pair[0]?.flags).toContain('CHECK_SPECIMEN');
    expect(sameDraw[0]?.flags).toContain('CHECK_SPECIMEN');
    expect(withBound[0]?.flags).not.toContain('CHECK_SPECIMEN');
  });

  test('is none from a value to itself, whatever the line', () => {
    const policy = policySchema.parse({ history: { jumpTotalMgPerDl: '0' } });

    const alone = judged([ACTIVE, plain('9.5 mg/dL', hours(0))], [], { policy }).judgements;
    const repeated = judged([ACTIVE, plain('9.5 mg/dL', hours(0)), plain('9.5 mg/dL', hours(20))], [], {
      policy,
    });

    expect(alone[0]?.flags).not.toContain('CHECK_SPECIMEN');
    expect(repeated.judgements[0]?.flags).toContain('CHECK_SPECIMEN');
  });

  test('makes no alert by itself', () => {
    expect(
      judged([
        ACTIVE,
        ...factsOf([
          ['total', '10.4 mg/dL', -0.9],
          ['total', '6.4 mg/dL', 0],
        ]),
      ]).raised,
    ).toEqual([]);
  });
});
