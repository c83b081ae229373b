import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { importDistance } from './import-distance.ts';

test.each([
  ['test/unit/clinical/decimal.test.ts', 'shared/clinical/decimal.ts', 1],
  ['test/unit/clinical/unit-table.test.ts', 'shared/clinical/unit-table.ts', 1],
  ['test/mutation/evaluate.test.ts', 'test/mutation/mutant.ts', 1],
  ['test/mutation/accepted.test.ts', 'shared/clinical/decimal.ts', Number.POSITIVE_INFINITY],
])('%s is %s imports away', (from, to, distance) => {
  expect(importDistance(resolve(from), resolve(to))).toBe(distance);
});

test('the shortest way through other files counts', () => {
  const distance = importDistance(
    resolve('test/unit/clinical/observed-value.test.ts'),
    resolve('shared/clinical/fact.ts'),
  );

  expect(distance).toBe(2);
});
