import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FLAGS } from '../../../../shared/clinical/flag.ts';
import { defaultPolicy } from '../../../../shared/clinical/policy.ts';

const text = readFileSync(new URL('../../../../docs/clinical.md', import.meta.url), 'utf8');

describe('docs/clinical.md', () => {
  test.each(FLAGS)('explains the flag %s', (flag) => {
    expect(text).toContain(`| ${flag} |`);
  });

  test('has the lines of the grades as the policy has them', () => {
    const { totalMgPerDl, totalMmolPerL, ionizedMmolPerL, ionizedMgPerDl } = defaultPolicy.grade;
    const columns = [totalMgPerDl, totalMmolPerL, ionizedMmolPerL, ionizedMgPerDl];

    for (const [grade, line] of [
      [2, 'grade2Above'],
      [3, 'grade3Above'],
      [4, 'grade4Above'],
    ] as const) {
      expect(text).toContain(`| ${[grade, ...columns.map((lines) => `> ${lines[line]}`)].join(' | ')} |`);
    }
  });
});
