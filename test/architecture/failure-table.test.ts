import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureRows, faultsOf } from './failure-table.ts';

const files = new Map(
  globSync('test/**/*.ts').map((file) => [file.replace(/^test\//, ''), readFileSync(file, 'utf8')]),
);

describe('the table of failure points', () => {
  const rows = failureRows(readFileSync('docs/architecture.md', 'utf8'));

  it('names for each the tests that show it, and these exist', () => {
    expect(faultsOf(rows, files)).toEqual([]);
    expect(rows.length).toBeGreaterThan(25);
  });

  it('has one row for each failure', () => {
    expect(new Set(rows.map(({ failure }) => failure)).size).toBe(rows.length);
  });

  it.each([
    ['no test', 'a failure: names no test'],
    ['`unit/a`: *is gone*', 'a failure: no test "is gone" in test/unit/a'],
    ['`unit/b`: *holds … always*', 'a failure: no test "holds … always" in test/unit/b'],
    ['`unit/a`: *…*', 'a failure: no test "…" in test/unit/a'],
    ['`unit/a`: *holds … always*; `unit/a`: *is gone*', 'a failure: no test "is gone" in test/unit/a'],
  ])('would be seen to name %s', (tests, fault) => {
    const document = `# Title\n\n## Failure points\n\n| failure | test |\n|---|---|\n| a failure | ${tests} |\n\n## Next\n`;
    const held = new Map([['unit/a.test.ts', "it('holds 1 always', () => {});"]]);

    expect(faultsOf(failureRows(document), held)).toEqual([fault]);
  });
});
