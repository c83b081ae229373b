import { expect, it, test } from 'vitest';
import { firstCaught } from './first-caught.ts';
import { KNOWN_BAD } from './known-bad.ts';

const MOST_SEEDS = 5_000;

test.each(KNOWN_BAD)('catches that $name', { timeout: 180_000 }, async (defect) => {
  const caught = await firstCaught(defect, MOST_SEEDS);
  expect(caught?.violations.join('; ')).toMatch(/^I\d/);
});

it('knows thirty ways to get it wrong, and each by one name', () => {
  const names = new Set(KNOWN_BAD.map(({ name }) => name));
  expect(names.size).toBe(KNOWN_BAD.length);
  expect(names.size).toBeGreaterThanOrEqual(30);
});
