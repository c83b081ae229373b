import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type MutantResult, mutantOf } from './mutant.ts';

const SOURCE = `const limit = 2;

export function grade(value) {
  if (value > limit &&
      value < 4) return 1;
}
`;

const root = mkdtempSync(path.join(tmpdir(), 'mutant-'));
writeFileSync(path.join(root, 'grade.ts'), SOURCE);

const result = (changes: Partial<MutantResult>): MutantResult => ({
  id: '7',
  fileName: path.join(root, 'grade.ts'),
  location: { start: { line: 4, column: 7 }, end: { line: 5, column: 16 } },
  mutatorName: 'LogicalOperator',
  replacement: 'value > limit ||\n  value < 4',
  status: 'Survived',
  testsCompleted: 2,
  coveredBy: ['a', 'b'],
  ...changes,
});

test('a mutant is told by its line, what it replaced and what stood in its place, white space as one space', () => {
  expect(mutantOf(result({}), root)).toEqual({
    file: 'grade.ts',
    lineNumber: 4,
    line: 'if (value > limit &&',
    mutator: 'LogicalOperator',
    original: 'value > limit && value < 4',
    replacement: 'value > limit || value < 4',
    status: 'Survived',
    brokeLoading: false,
    testsRun: 2,
    testsReaching: 2,
  });
});

test('a mutant within one line is told by what it replaced there', () => {
  const location = { start: { line: 1, column: 15 }, end: { line: 1, column: 16 } };

  expect(mutantOf(result({ location, replacement: '3' }), root)).toMatchObject({
    line: 'const limit = 2;',
    original: '2',
    replacement: '3',
  });
});

test('a mutant of which nobody says how many tests ran had none', () => {
  const { testsCompleted, coveredBy, ...silent } = result({});

  expect(mutantOf(silent, root)).toMatchObject({ testsRun: 0, testsReaching: 0 });
});

test.each([
  ['An error occurred outside of a test run: a.test.ts: limit is not defined', true],
  ['The test runner ran out of memory', false],
])('a mutant that ended with "%s" broke the loading of a test file: %s', (statusReason, brokeLoading) => {
  expect(mutantOf(result({ status: 'RuntimeError', statusReason }), root)).toMatchObject({ brokeLoading });
});
