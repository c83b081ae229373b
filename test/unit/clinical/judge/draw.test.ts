import { describe, expect, test } from 'vitest';
import { drawsOf } from '../../../../shared/clinical/draw.ts';
import type { Result } from '../../../../shared/clinical/fact.ts';
import { judgeLines } from '../../../../shared/clinical/judge-lines.ts';
import { albumins } from '../../../../shared/clinical/payne-albumin.ts';
import { defaultPolicy } from '../../../../shared/clinical/policy.ts';
import { currentResults } from '../../../../shared/clinical/version.ts';
import { albumin, days, hours, ionized, message, total } from './patient.ts';

const AT = days(0);
const drawsIn = (results: readonly Result[]) =>
  drawsOf(currentResults([message(results)]), { policy: defaultPolicy, lines: judgeLines(defaultPolicy) });
const othersIn = (results: readonly Result[]) =>
  drawsIn(results).map(({ value }) => value.others.map(({ calcium }) => calcium.amountText));

test('what cannot correct a calcium is no albumin', () => {
  const results = currentResults([
    message([
      albumin('30 g/dL', AT),
      albumin('>30 g/L', hours(1)),
      albumin('low g/L', hours(2)),
      albumin(undefined, hours(3)),
      total('10.0 mg/dL', AT),
    ]),
  ]);

  expect(albumins(results, judgeLines(defaultPolicy))).toEqual([]);
});

test('of two albumins alike in all but their key the smaller key goes first, whichever came first', () => {
  const alike = ['a', 'b'].map((key) => albumin('30 g/L', AT, { key }));

  for (const results of [alike, alike.toReversed()]) {
    const sorted = albumins(currentResults([message(results)]), judgeLines(defaultPolicy));

    expect(sorted.map(({ current }) => current.result.key)).toEqual(['a', 'b']);
  }
});

describe('the other values of the winning kind', () => {
  test.each([
    ['a total', total('10.0 mg/dL', AT)],
    ['an ionized calcium', ionized('1.20 mmol/L', AT)],
  ])('are none for %s alone in its draw', (_, alone) => {
    expect(othersIn([alone])).toEqual([[]]);
  });

  test('are all but the one that decides', () => {
    const values = [ionized('1.20 mmol/L', AT), ionized('1.40 mmol/L', hours(1)), total('10.0 mg/dL', AT)];

    expect(othersIn(values)).toEqual([['1.20']]);
  });
});
