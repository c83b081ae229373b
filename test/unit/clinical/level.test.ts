import { describe, expect, test } from 'vitest';
import { gradeSchema } from '../../../shared/clinical/level.ts';

describe('a lab grade', () => {
  test.each([0, 1, 2, 3, 4])('%d is one', (grade) => {
    expect(gradeSchema.safeParse(grade)).toMatchObject({ success: true, data: grade });
  });

  test.each([-1, 5, 2.5, '3', null])('%s is none', (grade) => {
    expect(gradeSchema.safeParse(grade).success).toBe(false);
  });
});
