import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { acceptedFileOf, readAccepted } from './accepted.ts';

const ENTRY = {
  line: 'return a > b ? a : b;',
  mutator: 'EqualityOperator',
  original: 'a > b',
  replacement: 'a >= b',
  reason: 'Equivalent: the greater of two equals is either.',
};

/** A repository with one source and these entries for it. */
function repository(entries: unknown, source = 'shared/clinical/greater.ts'): string {
  const root = mkdtempSync(path.join(tmpdir(), 'accepted-'));
  const file = path.join(root, acceptedFileOf('shared/clinical/greater.ts'));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(entries));
  mkdirSync(path.join(root, path.dirname(source)), { recursive: true });
  writeFileSync(path.join(root, source), '');
  return root;
}

test('the entries for a source lie in a file of its name', () => {
  expect(acceptedFileOf('shared/chart/union.ts')).toBe('test/mutation/accepted/chart/union.json');
});

test('an entry is read with the source it is for', () => {
  expect(readAccepted(repository([ENTRY]))).toEqual([{ ...ENTRY, file: 'shared/clinical/greater.ts' }]);
});

test.each([
  ['without a reason', { ...ENTRY, reason: '' }],
  ['with a reason that says nothing', { ...ENTRY, reason: 'equivalent          ' }],
  ['without what was replaced', { ...ENTRY, original: undefined }],
  ['with something else', { ...ENTRY, ticket: 7 }],
])('an entry %s is refused', (_, entry) => {
  expect(() => readAccepted(repository([entry]))).toThrow();
});

test('entries for a source that is gone are refused', () => {
  expect(() => readAccepted(repository([ENTRY], 'shared/clinical/other.ts'))).toThrow(
    'there is no shared/clinical/greater.ts',
  );
});

test('every accepted mutant of this repository has its reason and its source', () => {
  expect(readAccepted(process.cwd()).length).toBeGreaterThan(0);
});
