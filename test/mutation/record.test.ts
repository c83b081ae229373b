import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFinished, stateOf, writeFinished } from './record.ts';

const FILE = 'shared/hl7/scan.ts';
const TEXTS = {
  [FILE]: 'export const one = 1;',
  'test/unit/hl7/samples.ts': 'export const sample = 1;',
  'test/unit/hl7/scan.test.ts':
    "import { one } from '../../../shared/hl7/scan.ts';\nimport { sample } from './samples.ts';",
};

/** A repository of a file, a test and what the test imports, with these texts instead. */
function repository(changes: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(path.join(tmpdir(), 'record-'));
  for (const [name, text] of Object.entries({ ...TEXTS, ...changes })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

const state = (changes?: Readonly<Record<string, string>>) => stateOf(repository(changes), FILE);

describe('the state of a file', () => {
  test('is the same where nothing is changed', () => {
    expect(state()).toBe(state());
  });

  test.each([
    ['its code', { [FILE]: 'export const one = 2;' }],
    ['what a test of it imports', { 'test/unit/hl7/samples.ts': 'export const sample = 2;' }],
    [
      'the tests of it',
      { 'test/unit/hl7/more.test.ts': "import { one } from '../../../shared/hl7/scan.ts';" },
    ],
  ])('changes with %s', (_, changes) => {
    expect(state(changes)).not.toBe(state());
  });

  test.each([
    ['a test that does not reach it', { 'test/unit/hl7/other.test.ts': 'export const other = 1;' }],
    [
      'a test that is not asked about it',
      { 'test/unit/clinical/a.test.ts': "import { one } from '../../../shared/hl7/scan.ts';" },
    ],
  ])('does not change with %s', (_, changes) => {
    expect(state(changes)).toBe(state());
  });
});

test('a finished file is found again, another is not', () => {
  const root = repository();
  const finished = { state: 'abc', finishedAt: '2026-11-23T07:00:00.000Z', mutants: [] };

  writeFinished(root, FILE, finished);

  expect(readFinished(root, FILE)).toEqual(finished);
  expect(readFinished(root, 'shared/hl7/split.ts')).toBeUndefined();
});
