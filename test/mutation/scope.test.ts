import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesOf, isAskedAbout, partOf } from './scope.ts';

test('every file of shared lies in a folder whose mutants must be noticed', () => {
  const files = globSync('shared/**/*.ts', { exclude: ['**/*.d.ts'] });

  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => partOf(file) === undefined)).toEqual([]);
});

test.each([
  ['shared/clinical/grade.ts', 100],
  ['shared/chart/union.ts', 100],
  ['shared/hl7/scan.ts', 90],
])('of the mutants of %s %s %% must be noticed', (file, leastScore) => {
  expect(partOf(file)?.leastScore).toBe(leastScore);
});

describe('about a file are asked', () => {
  test.each([
    ['the tests of its folder', 'test/unit/hl7/dtm.test.ts', 'shared/hl7/dtm.ts', true],
    ['not those of another', 'test/unit/hl7/dtm.test.ts', 'shared/clinical/instant.ts', false],
    ['not those that measure', 'test/unit/hl7/size.test.ts', 'shared/hl7/scan.ts', false],
    [
      'those on the emulator where it is of storage',
      'test/integration/chart/dynamodb-table.test.ts',
      'shared/chart/dynamodb-table.ts',
      true,
    ],
    [
      'none on the emulator elsewhere',
      'test/integration/chart/dynamodb-table.test.ts',
      'shared/chart/keys.ts',
      false,
    ],
    ['none where its folder has none', 'test/unit/tools/day.test.ts', 'tools/demo.ts', false],
  ])('%s', (_, asked, file, expected) => {
    expect(isAskedAbout(asked, file)).toBe(expected);
  });
});

test('files are listed once each, by name', () => {
  const files = filesOf(['shared/clinical/{payne,grade}.ts', 'shared/clinical/grade.ts']);

  expect(files).toEqual(['shared/clinical/grade.ts', 'shared/clinical/payne.ts']);
});

test('a file of which lines are named is found', () => {
  expect(filesOf(['shared/clinical/grade.ts:10-20'])).toEqual(['shared/clinical/grade.ts']);
});

test.each(['shared/hl7/no-such-file.ts', 'shared/hl7', 'tools/demo.ts', 'shared/hl7/no-such-file.ts:3'])(
  '%s is refused: nothing tried would be nothing found',
  (pattern) => {
    expect(() => filesOf(['shared/clinical/grade.ts', pattern])).toThrow(
      `${pattern} names no file of shared`,
    );
  },
);
