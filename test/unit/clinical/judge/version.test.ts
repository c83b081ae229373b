import { describe, expect, test } from 'vitest';
import type { Result } from '../../../../shared/clinical/fact.ts';
import type { ChartedFact } from '../../../../shared/clinical/verdict.ts';
import { currentResults } from '../../../../shared/clinical/version.ts';
import { days, hours, message, total } from './patient.ts';

type Step = readonly [status: Result['status'], value: string | undefined, hour: number];

const AT = days(0);

function version([status, value, hour]: Step, parts: Partial<ChartedFact> = {}) {
  return message(
    [
      total(value === undefined ? undefined : `${value} mg/dL`, AT, {
        key: 'calcium',
        status,
        reportedAt: hours(hour),
        sentAt: hours(hour),
      }),
    ],
    { receivedAt: hours(hour + 1), ...parts },
  );
}

function outcome(steps: readonly Step[]) {
  const [current] = currentResults(steps.map((step) => version(step)));
  return `${current?.standing} ${current?.result.value?.amount ?? '-'}`;
}

const CASES: readonly (readonly [string, readonly Step[], string])[] = [
  ['a final result stands', [['F', '12.0', 1]], 'final 12.0'],
  ['a preliminary result is preliminary', [['P', '12.0', 1]], 'preliminary 12.0'],
  [
    'R and S are preliminary too',
    [
      ['R', '12.0', 1],
      ['S', '12.1', 2],
    ],
    'preliminary 12.1',
  ],
  [
    'a later preliminary replaces a preliminary',
    [
      ['P', '12.0', 1],
      ['P', '11.0', 2],
    ],
    'preliminary 11.0',
  ],
  [
    'U without a value has nothing to make final where the preliminary comes later',
    [
      ['U', undefined, 1],
      ['P', '14.0', 2],
    ],
    'preliminary 14.0',
  ],
  [
    'of two versions that nothing else tells apart the one with a value counts, whichever comes first',
    [
      ['C', '14.0', 1],
      ['C', undefined, 1],
    ],
    'final 14.0',
  ],
  [
    'and the other way round',
    [
      ['C', undefined, 1],
      ['C', '14.0', 1],
    ],
    'final 14.0',
  ],
  [
    'a preliminary without a value withdraws a preliminary',
    [
      ['P', '12.0', 1],
      ['P', undefined, 2],
    ],
    'withdrawn -',
  ],
  [
    'final replaces preliminary',
    [
      ['P', '12.0', 1],
      ['F', '12.2', 2],
    ],
    'final 12.2',
  ],
  [
    'final replaces a preliminary reported at the same instant',
    [
      ['F', '12.2', 1],
      ['P', '12.0', 1],
    ],
    'final 12.2',
  ],
  [
    'a later preliminary never demotes a final',
    [
      ['F', '12.0', 1],
      ['P', '9.0', 2],
    ],
    'final 12.0',
  ],
  [
    'a later R without a value withdraws nothing final',
    [
      ['F', '12.0', 1],
      ['R', undefined, 2],
    ],
    'final 12.0',
  ],
  [
    'a correction replaces a final',
    [
      ['F', '12.0', 1],
      ['C', '9.0', 2],
    ],
    'final 9.0',
  ],
  [
    'a correction beats a final of the same instant',
    [
      ['C', '9.0', 1],
      ['F', '12.0', 1],
    ],
    'final 9.0',
  ],
  [
    'the later final beats an earlier correction',
    [
      ['C', '9.0', 1],
      ['F', '12.0', 2],
    ],
    'final 12.0',
  ],
  [
    'U makes the preliminary before it final',
    [
      ['P', '12.0', 1],
      ['U', undefined, 2],
    ],
    'final 12.0',
  ],
  [
    'U with another value is a final',
    [
      ['P', '12.0', 1],
      ['U', '11.0', 2],
    ],
    'final 11.0',
  ],
  [
    'U without a value leaves a final as it is',
    [
      ['F', '12.0', 1],
      ['U', undefined, 2],
    ],
    'final 12.0',
  ],
  ['U alone without a value has none', [['U', undefined, 1]], 'withdrawn -'],
  [
    'a preliminary after U never demotes it',
    [
      ['P', '12.0', 1],
      ['U', undefined, 2],
      ['P', '9.0', 3],
    ],
    'final 12.0',
  ],
  [
    'W withdraws',
    [
      ['F', '12.0', 1],
      ['W', '12.0', 2],
    ],
    'withdrawn 12.0',
  ],
  [
    'D withdraws',
    [
      ['F', '12.0', 1],
      ['D', undefined, 2],
    ],
    'withdrawn -',
  ],
  [
    'X withdraws',
    [
      ['F', '12.0', 1],
      ['X', undefined, 2],
    ],
    'withdrawn -',
  ],
  [
    'W beats a correction of the same instant',
    [
      ['W', undefined, 1],
      ['C', '9.0', 1],
    ],
    'withdrawn -',
  ],
  ['W withdraws also when it comes alone', [['W', undefined, 1]], 'withdrawn -'],
  [
    'an earlier final does not revive what was withdrawn',
    [
      ['W', undefined, 2],
      ['F', '12.0', 1],
    ],
    'withdrawn -',
  ],
  [
    'a later final revives',
    [
      ['W', undefined, 1],
      ['F', '12.0', 2],
    ],
    'final 12.0',
  ],
  [
    'a later correction revives',
    [
      ['X', undefined, 1],
      ['C', '12.0', 2],
    ],
    'final 12.0',
  ],
  [
    'a later preliminary does not revive',
    [
      ['W', undefined, 1],
      ['P', '12.0', 2],
    ],
    'withdrawn -',
  ],
  [
    'a later U without a value does not revive',
    [
      ['F', '12.0', 1],
      ['W', undefined, 2],
      ['U', undefined, 3],
    ],
    'withdrawn -',
  ],
  [
    'a final without a value is no value',
    [
      ['F', '12.0', 1],
      ['F', undefined, 2],
    ],
    'withdrawn -',
  ],
];

describe('of several versions of a result', () => {
  test.each(CASES)('%s', (_, steps, expected) => {
    expect(outcome(steps)).toBe(expected);
    expect(outcome(steps.toReversed())).toBe(expected);
  });

  const same = (
    amount: string,
    parts: Partial<Result>,
    receivedHour: number,
    factKey: string,
    where = 'P#1',
  ) =>
    message([total(`${amount} mg/dL`, AT, { key: 'calcium', reportedAt: hours(1), ...parts })], {
      receivedAt: hours(receivedHour),
      factKey,
      where,
    });

  test.each([
    ['sent later', same('9.0', { sentAt: hours(3) }, 4, 'a'), same('12.0', { sentAt: hours(2) }, 5, 'b')],
    ['received later', same('9.0', {}, 5, 'a'), same('12.0', {}, 4, 'b')],
    ['higher', same('9.1', {}, 4, 'a'), same('9.0', {}, 4, 'b')],
    [
      'with no value, of the greater key',
      version(['W', undefined, 1], { factKey: 'b' }),
      version(['W', undefined, 1], { factKey: 'a' }),
    ],
    ['with a readable value', same('9.0', {}, 4, 'a'), same('low', {}, 4, 'b')],
    ['of the greater partition', same('9.0', {}, 4, 'a', 'P#2'), same('9.00', {}, 4, 'b', 'P#1')],
    ['of the greater key', same('9.0', {}, 4, 'b'), same('9.00', {}, 4, 'a')],
  ])('reported at the same instant, the one %s counts', (_, winner, loser) => {
    for (const facts of [
      [winner, loser],
      [loser, winner],
    ]) {
      expect(currentResults(facts)[0]?.fact).toBe(winner);
    }
  });

  test('the first receipt of any version counts as its receipt', () => {
    const [current] = currentResults([version(['C', '9.0', 20]), version(['F', '12.0', 1])]);

    expect(current?.receivedAt).toBe(hours(2));
  });

  test('what a withdrawn result had been is still known', () => {
    const [current] = currentResults([version(['F', '12.0', 1]), version(['W', undefined, 2])]);

    expect(current?.lastValued?.result.value?.amount).toBe('12.0');
  });

  test('a result is imported only when every version is', () => {
    const imported = { ...version(['F', '12.0', 1]), origin: 'import' as const };

    expect(currentResults([imported])[0]?.imported).toBe(true);
    expect(currentResults([imported, version(['C', '9.0', 2])])[0]?.imported).toBe(false);
  });
});
