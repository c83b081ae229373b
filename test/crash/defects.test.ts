import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFECTS } from './defects.ts';

it.each([...DEFECTS])('the defect %s still has its place in the source', (_, { file, from }) => {
  expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2);
});
