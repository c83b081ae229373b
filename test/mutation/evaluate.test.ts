import { describe, expect, test } from 'vitest';
import type { Accepted } from './accepted.ts';
import { evaluate, holds, scoreOf } from './evaluate.ts';
import type { Mutant } from './mutant.ts';
import { reportLines } from './report.ts';

const mutant = (changes: Partial<Mutant> = {}): Mutant => ({
  file: 'shared/clinical/grade.ts',
  lineNumber: 12,
  line: 'return isAbove(value, limit) ? 1 : 0;',
  mutator: 'ConditionalExpression',
  original: 'isAbove(value, limit)',
  replacement: 'true',
  status: 'Killed',
  brokeLoading: false,
  testsRun: 3,
  testsReaching: 7,
  ...changes,
});

const survivor = (changes: Partial<Mutant> = {}) =>
  mutant({ status: 'Survived', testsRun: 7, testsReaching: 7, ...changes });

const accepted = (changes: Partial<Accepted> = {}): Accepted => {
  const { file, line, mutator, original, replacement } = mutant();
  return { file, line, mutator, original, replacement, reason: 'both ways give the same', ...changes };
};

const lastLine = (mutants: readonly Mutant[], entries: readonly Accepted[] = []) =>
  reportLines(evaluate(mutants, entries), 1).at(-1);

describe('a run of mutants holds', () => {
  test('when each is killed, timed out or accepted', () => {
    const evaluation = evaluate(
      [mutant(), mutant({ status: 'Timeout', testsRun: 0 }), survivor()],
      [accepted()],
    );

    expect(holds(evaluation)).toBe(true);
    expect(evaluation.accepted).toHaveLength(1);
  });

  test('when one kept a test file from loading', () => {
    const evaluation = evaluate([mutant({ status: 'RuntimeError', brokeLoading: true, testsRun: 0 })], []);

    expect(holds(evaluation)).toBe(true);
    expect(evaluation.killed).toHaveLength(1);
  });

  test('when an entry is of a file that was not mutated', () => {
    expect(holds(evaluate([mutant()], [accepted({ file: 'shared/clinical/level.ts' })]))).toBe(true);
  });
});

test('a run of some lines holds when entries for the other lines of the file met no mutant', () => {
  const elsewhere = accepted({ line: 'return 2;' });

  expect(holds(evaluate([mutant(), survivor()], [accepted(), elsewhere], false))).toBe(true);
  expect(holds(evaluate([mutant(), survivor()], [elsewhere], false))).toBe(false);
});

describe('a run of mutants fails', () => {
  test.each<[string, readonly Mutant[], readonly Accepted[]]>([
    ['without any mutant', [], []],
    ['when one survives', [mutant(), survivor()], []],
    [
      'when one survives that is like an accepted one on another line',
      [survivor({ line: 'x' })],
      [accepted()],
    ],
    ['when one survives in another file than the accepted one', [survivor({ file: 'b.ts' })], [accepted()]],
    ['when one entry would have to speak for two', [survivor(), survivor()], [accepted()]],
    ['when an accepted one is killed by now', [mutant()], [accepted()]],
    ['when the code of an accepted one is gone', [mutant()], [accepted({ original: 'gone' })]],
    ['when no test reaches one', [mutant({ status: 'NoCoverage', testsRun: 0, testsReaching: 0 })], []],
    ['when one survived without a test run', [survivor({ testsRun: 0 })], []],
    ['when one survived because fewer tests ran than reach it', [survivor({ testsRun: 6 })], [accepted()]],
    ['when one was killed without a test run', [mutant({ testsRun: 0 })], []],
    ['when one could not be tried', [mutant({ status: 'RuntimeError' })], []],
    ['when one was left out by a comment', [mutant({ status: 'Ignored' })], []],
    ['when one never ended', [mutant({ status: 'Pending' })], []],
  ])('%s', (_, mutants, entries) => {
    expect(holds(evaluate(mutants, entries))).toBe(false);
  });

  test('even for an accepted mutant when no test ran against it', () => {
    const evaluation = evaluate([survivor({ testsRun: 0 })], [accepted()]);

    expect(evaluation.accepted).toEqual([]);
    expect(evaluation.unseen).toHaveLength(1);
  });
});

describe('a folder of which 90 % must be noticed', () => {
  const nine = Array.from({ length: 9 }, () => mutant());
  const unreached = mutant({ status: 'NoCoverage', testsRun: 0, testsReaching: 0 });

  test.each<[string, boolean, readonly Mutant[], readonly Accepted[]]>([
    ['with one survivor in ten', true, [...nine, survivor()], []],
    ['with one in ten that no test reaches', true, [...nine, unreached], []],
    ['with two survivors in eleven', false, [...nine, survivor(), survivor()], []],
    [
      'with two survivors in eleven, one of them accepted',
      true,
      [...nine, survivor(), survivor()],
      [accepted()],
    ],
    ['where one survived without a test run', false, [...nine, survivor({ testsRun: 0 })], []],
    ['where one could not be tried', false, [...nine, mutant({ status: 'RuntimeError' })], []],
    ['where an accepted one is killed by now', false, nine, [accepted()]],
    ['without any mutant', false, [], []],
  ])('%s: holds is %s', (_, expected, mutants, entries) => {
    expect(holds(evaluate(mutants, entries), 90)).toBe(expected);
  });

  test('counts what no test reaches as not noticed', () => {
    expect(scoreOf(evaluate([...nine, unreached], []))).toBe(90);
  });
});

describe('the report ends with', () => {
  test('a score of 100 when nothing is left', () => {
    expect(lastLine([mutant(), survivor()], [accepted()])).toBe(
      'mutation score 100.00 % (2 mutants: 1 killed, 0 timed out, 1 accepted, 0 survived, 0 untested, 0 untried, 0 stale; 1 s)',
    );
  });

  test('a score below 100 when one of very many is left', () => {
    const many = Array.from({ length: 99_999 }, () => mutant());

    expect(lastLine([...many, survivor()])).toContain('mutation score 99.99 %');
  });

  test('a score of 0 when there was nothing', () => {
    expect(lastLine([])).toContain('mutation score 0.00 % (0 mutants');
  });
});

test('the report names each survivor, its place and the entry that would accept it', () => {
  const lines = reportLines(evaluate([survivor()], []), 1).join('\n');

  expect(lines).toContain('shared/clinical/grade.ts:12  ConditionalExpression: isAbove(value, limit) → true');
  expect(lines).toContain('test/mutation/accepted/clinical/grade.json');
  expect(lines).toContain('"reason":""');
});
