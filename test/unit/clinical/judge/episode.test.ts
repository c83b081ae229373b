import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../../../shared/clinical/instant.ts';
import { epochMs, HOUR_MS } from '../../../../shared/clinical/instant.ts';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import {
  ACTIVE,
  albumin,
  days,
  HISTORY_ONLY,
  hours,
  judged,
  lived,
  message,
  registration,
  short,
  total,
} from './patient.ts';

const plain = (text: string, at: EpochMs) =>
  message([total(text, at), albumin('40 g/L', at)], { receivedAt: epochMs(at + HOUR_MS) });
const mg = (value: number, hour: number) => plain(`${value} mg/dL`, hours(hour));

/** What each value raised, one after the other: [mg/dL, hour]. */
const raisedBy = (values: readonly (readonly [number, number])[], cancer: ChartedFact = ACTIVE) =>
  lived([[cancer], ...values.map(([value, hour]) => [mg(value, hour)])])
    .raised.slice(1)
    .map((raised) => short(raised).join());

describe('R2, R3 and R4 in an episode', () => {
  test('a value above the limit opens an episode and alerts', () => {
    expect(
      raisedBy([
        [9.8, 0],
        [10.6, 24],
      ]),
    ).toEqual(['', 'routine R2']);
  });

  test('only a level above the highest alerted alerts again', () => {
    const values = [11.0, 11.2, 11.8, 12.1, 12.8, 12.6, 13.6, 14.0];

    expect(raisedBy(values.map((value, index) => [value, index * 10] as const))).toEqual([
      'routine R2',
      '',
      '',
      'urgent R3',
      '',
      '',
      'critical R3',
      '',
    ]);
  });

  test('of what is first told on the worklist an opening value still pages as opening', () => {
    const active = registration({ loadedAt: hours(48) });

    expect(lived([[HISTORY_ONLY], [mg(11, 0)], [active]]).raised.map(short)).toEqual([
      [],
      ['worklist R2'],
      ['routine R2'],
    ]);
  });

  test('a suppressed value says why', () => {
    const { last } = lived([[ACTIVE, mg(12.8, 0)], [mg(12.6, 24)]]);

    expect(last.judgements.at(-1)).toMatchObject({ outcome: 'suppressed', level: 'urgent' });
    expect(last.judgements.at(-1)?.reasons.at(-1)?.code).toBe('R4');
  });

  test('an older value that arrives in time alerts when it is higher, else not', () => {
    expect(
      raisedBy([
        [12.1, 4],
        [11.0, 0],
      ]),
    ).toEqual(['urgent R2', '']);
    expect(
      raisedBy([
        [11.0, 4],
        [12.1, 0],
      ]),
    ).toEqual(['routine R2', 'urgent R3']);
  });
});

describe('an episode', () => {
  test.each<[string, readonly (readonly [number, number])[], string]>([
    [
      'two normal values 24 h apart close it',
      [
        [11, 0],
        [10.1, 24],
        [10.1, 48],
        [11, 72],
      ],
      'routine R2',
    ],
    [
      'two normal values under 24 h apart do not',
      [
        [11, 0],
        [10.1, 24],
        [10.1, 47.9],
        [11, 72],
      ],
      '',
    ],
    [
      'one normal value does not',
      [
        [11, 0],
        [10.1, 24],
        [11, 72],
      ],
      '',
    ],
    [
      'values interrupted by a high one do not',
      [
        [11, 0],
        [10.1, 24],
        [11, 36],
        [10.1, 48],
        [11, 72],
      ],
      '',
    ],
    [
      'three normal values, first and last 24 h apart, close it',
      [
        [11, 0],
        [10.1, 24],
        [10.1, 30],
        [10.1, 48],
        [11, 72],
      ],
      'routine R2',
    ],
    [
      'a high value over 30 days after the last, one normal between, opens another',
      [
        [11, 0],
        [10.1, 24],
        [11, 720.1],
      ],
      'routine R2',
    ],
    [
      'a high value 30 days after the last does not open another',
      [
        [11, 0],
        [10.1, 24],
        [11, 720],
      ],
      'routine R6',
    ],
    [
      'a long gap without a normal value does not',
      [
        [11, 0],
        [11, 721],
      ],
      'routine R6',
    ],
  ])('%s', (_, values, expected) => {
    expect(raisedBy(values).at(-1)).toBe(expected);
  });

  test.each([
    ['without an albumin', [], ''],
    ['with an albumin that is too low', [19], ''],
    ['with an albumin', [40], 'routine R2'],
  ])('normal values %s', (_, albumins, expected) => {
    const normal = (hour: number) =>
      message(
        [total('10.1 mg/dL', hours(hour)), ...albumins.map((gPerL) => albumin(`${gPerL} g/L`, hours(hour)))],
        { receivedAt: hours(hour + 1) },
      );

    const { raised } = lived([[ACTIVE, mg(11, 0)], [normal(50)], [normal(100)], [mg(10.9, 150)]]);

    expect(short(raised.at(-1) ?? []).join()).toBe(expected);
  });

  test('normal preliminary values do not close it', () => {
    const normal = (hour: number) =>
      message([total('10.0 mg/dL', hours(hour), { status: 'P' }), albumin('40 g/L', hours(hour))]);

    expect(
      short(lived([[ACTIVE, mg(11, 0)], [normal(24)], [normal(50)], [mg(11, 72)]]).raised.at(-1) ?? []),
    ).toEqual([]);
  });

  test('an UNCERTAIN urgent value at the limit opens it', () => {
    const uncertain = message([total('10.2 mg/dL', hours(0)), albumin('10 g/L', hours(0))]);

    const { raised } = lived([[ACTIVE, uncertain], [mg(12.1, 40)]]);

    expect(raised.map(short)).toEqual([['urgent R2'], []]);
  });

  test('is one over both kinds of calcium', () => {
    const ionizedHigh = message(
      [{ ...total('1.65 mmol/L', hours(20)), analyte: 'calcium-ionized' as const, upperLimit: '1.30' }],
      { receivedAt: hours(21) },
    );

    expect(lived([[ACTIVE, mg(12.6, 0)], [ionizedHigh]]).raised.map(short)).toEqual([['urgent R2'], []]);
  });

  test('opened by a value of a time before the cancer was known counts later values as escalation', () => {
    const cancer = { ...ACTIVE, receivedAt: days(20) };

    expect(judged([cancer, mg(11, 0), mg(12.5, 24 * 14)]).raised).toMatchObject([
      { rule: 'R3', alertLevel: 'urgent' },
    ]);
  });
});

describe('R6, persistence', () => {
  test.each<[string, readonly (readonly [number, number])[], string]>([
    [
      'grade 3, 72 h after',
      [
        [12.8, 0],
        [12.9, 72],
      ],
      '',
    ],
    [
      'grade 3, over 72 h after',
      [
        [12.8, 0],
        [12.9, 72.1],
      ],
      'urgent R6',
    ],
    [
      'grade 4 at its own level',
      [
        [13.6, 0],
        [13.7, 73],
      ],
      'critical R6',
    ],
    [
      'grade 2, over 72 h after grade 3',
      [
        [12.8, 0],
        [12.4, 73],
      ],
      '',
    ],
    [
      'grade 2, 14 days after',
      [
        [11.8, 0],
        [11.7, 336],
      ],
      '',
    ],
    [
      'grade 2, over 14 days after',
      [
        [11.8, 0],
        [11.7, 336.1],
      ],
      'routine R6',
    ],
    [
      'counted from the result last paged',
      [
        [12.8, 0],
        [12.9, 73],
        [12.9, 140],
      ],
      '',
    ],
    [
      'and again',
      [
        [12.8, 0],
        [12.9, 73],
        [12.9, 146],
      ],
      'urgent R6',
    ],
    [
      'at its own level',
      [
        [13.6, 0],
        [12.9, 73],
      ],
      'urgent R6',
    ],
  ])('%s', (_, values, expected) => {
    expect(raisedBy(values).at(-1)).toBe(expected);
  });

  test('is not made by what comes soon after a rise', () => {
    const { raised } = lived([
      [ACTIVE, mg(12.8, 0)],
      [mg(13.6, 96), mg(12.9, 98)],
    ]);

    expect(raised[1]).toMatchObject([{ alertLevel: 'critical', rule: 'R3', also: [] }]);
  });

  test('an old value never makes it', () => {
    const late = message([total('12.9 mg/dL', hours(80)), albumin('40 g/L', hours(80))], {
      receivedAt: hours(95),
    });

    expect(lived([[ACTIVE, mg(12.8, 0)], [mg(10, 90)], [late]]).raised.map(short)).toEqual([
      ['urgent R2'],
      [],
      [],
    ]);
  });

  test('of a patient whose alerts are capped makes one worklist entry', () => {
    expect(
      raisedBy(
        [
          [11, 0],
          [11, 100],
          [11, 337],
          [11, 700],
          [11, 1100],
        ],
        HISTORY_ONLY,
      ),
    ).toEqual(['worklist R2', '', 'worklist R6', '', '']);
  });

  test('at a level that is capped makes one worklist entry after a page too', () => {
    expect(
      raisedBy(
        [
          [11, 0],
          [11.6, 24],
          [11, 360],
          [11, 361],
          [11, 800],
        ],
        HISTORY_ONLY,
      ),
    ).toEqual(['worklist R2', 'routine R3', '', 'worklist R6', '']);
  });

  test('makes no second worklist entry when the first is about a draw that is no longer high', () => {
    const at = hours(340);
    const steps = [
      [mg(11, 0)],
      [message([total('10.6 mg/dL', at)], { receivedAt: hours(341) })],
      [message([albumin('42 g/L', at)], { receivedAt: hours(342) })],
      [mg(11, 345)],
    ];

    expect(lived([[HISTORY_ONLY], ...steps]).raised.map((step) => short(step).join())).toEqual([
      '',
      'worklist R2',
      'worklist R6',
      '',
      '',
    ]);
  });
});

describe('R7, recurrence', () => {
  const closed = (first: number): (readonly [number, number])[] => [
    [first, 0],
    [10, 24],
    [10, 48],
  ];

  test.each<[string, readonly (readonly [number, number])[], string]>([
    ['180 days after a severe episode: one level up', [...closed(12.6), [10.6, 180 * 24]], 'urgent R2'],
    ['over 180 days after', [...closed(12.6), [10.6, 180 * 24 + 0.1]], 'routine R2'],
    ['after an episode below grade 3', [...closed(12.5), [10.6, 100 * 24]], 'routine R2'],
    [
      'after an episode that was severe only at first',
      [
        [12.6, 0],
        [11, 24],
        [10, 48],
        [10, 72],
        [10.6, 100 * 24],
      ],
      'urgent R2',
    ],
    [
      'after an episode that became severe',
      [
        [11, 0],
        [12.6, 24],
        [10, 48],
        [10, 72],
        [10.6, 100 * 24],
      ],
      'urgent R2',
    ],
    ['urgent becomes critical', [...closed(12.6), [12.1, 100 * 24]], 'critical R2'],
    ['critical stays critical', [...closed(12.6), [13.6, 100 * 24]], 'critical R2'],
    ['only the opening value', [...closed(12.6), [10.6, 100 * 24], [12.1, 100 * 24 + 20]], ''],
    [
      'a milder episode between does not make it forget',
      [...closed(12.6), [11, 72], [10, 96], [10, 120], [10.6, 100 * 24]],
      'urgent R2',
    ],
    [
      'a gap that closes a severe episode',
      [
        [12.6, 0],
        [10, 24],
        [10.6, 800],
      ],
      'urgent R2',
    ],
  ])('%s', (_, values, expected) => {
    expect(raisedBy(values).at(-1)).toBe(expected);
  });
});

describe('preliminary results in an episode', () => {
  const preliminary = (value: number, hour: number) =>
    message([total(`${value} mg/dL`, hours(hour), { status: 'P' }), albumin('40 g/L', hours(hour))], {
      receivedAt: hours(hour + 1),
    });

  test('an alerted one counts: what follows at its level is suppressed', () => {
    expect(lived([[ACTIVE, preliminary(13.6, 0)], [mg(13.7, 20)]]).raised.map(short)).toEqual([
      ['critical R2'],
      [],
    ]);
  });

  test('one that was not alerted opens nothing', () => {
    expect(lived([[ACTIVE, preliminary(12.6, 0)], [mg(11, 20)]]).raised.map(short)).toEqual([
      [],
      ['routine R2'],
    ]);
    const [first] = judged([ACTIVE, preliminary(12.6, 0)]).judgements;
    expect(first).toMatchObject({ level: 'none', outcome: 'none' });
    expect(first?.reasons.at(-1)?.code).toBe('PRELIMINARY_ONLY');
  });

  test('an alerted one that becomes normal while preliminary closes no episode', () => {
    const normal = message(
      [total('10.2 mg/dL', hours(0), { status: 'P', reportedAt: hours(2) }), albumin('40 g/L', hours(0))],
      { receivedAt: hours(2) },
    );
    const steps = [[ACTIVE, mg(11, -240)], [mg(10.2, -25)], [preliminary(13.6, 0)], [normal, mg(11, 5)]];

    expect(lived(steps).raised.map(short)).toEqual([
      ['routine R2'],
      [],
      ['critical R3'],
      ['correction critical > nothing'],
    ]);
  });

  test('one that was not alerted closes no episode by its distance', () => {
    const steps = [[ACTIVE, mg(11, 0)], [mg(10, 24)], [preliminary(12.6, 721)], [mg(10, 725)]];

    expect(lived(steps).raised.map(short)).toEqual([['routine R2'], [], [], []]);
  });
});
