import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cliDocument } from '../../../../tools/cli/cli-document.ts';

test('docs/cli.md is what the program says of itself: npm run docs:cli', () => {
  expect(readFileSync('docs/cli.md', 'utf8')).toBe(cliDocument());
});
