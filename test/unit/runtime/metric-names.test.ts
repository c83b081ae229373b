import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = globSync('{functions,shared}/**/*.ts').map((file) => readFileSync(file, 'utf8'));

/** What the code counts, measures or adds up under a name of its own. */
const emitted = new Set(
  sources.flatMap((text) =>
    Array.from(
      text.matchAll(/\b(?:count|measure|counts\.add)\(\s*'([A-Z]\w+)'|: '(Messages[A-Z]\w+)'/g),
      ([, called, byFate]) => called ?? byFate ?? '',
    ),
  ),
);

const table = readFileSync('docs/operations.md', 'utf8').split('\n## Metrics\n')[1]?.split('\n## ')[0] ?? '';
const documented = new Set(
  table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => Array.from((line.split('|')[1] ?? '').matchAll(/`(\w+)`/g), ([, name = '']) => name)),
);

test('every metric that is emitted is documented, and no other', () => {
  expect(emitted.size).toBeGreaterThan(20);
  expect([...documented].sort()).toEqual([...emitted].sort());
});
