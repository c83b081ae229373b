import * as z from 'zod';

/** How urgently a team must hear of it, most urgent first (docs/clinical.md, "Level"). */
export const LEVELS = ['critical', 'urgent', 'routine', 'worklist'] as const;
export const levelSchema = z.enum(LEVELS);
export type Level = z.infer<typeof levelSchema>;
export type LevelOrNone = Level | 'none';

/** CTCAE v5.0 lab grade of hypercalcaemia; 0 = not above the limit. */
export type Grade = 0 | 1 | 2 | 3 | 4;
export const gradeSchema = z.literal([0, 1, 2, 3, 4]);

/** 4 for critical down to 1 for worklist; 0 for no level at all. */
export function levelRank(level: LevelOrNone): number {
  return level === 'none' ? 0 : LEVELS.length - LEVELS.indexOf(level);
}

export const higherLevel = (a: LevelOrNone, b: LevelOrNone): LevelOrNone =>
  levelRank(b) > levelRank(a) ? b : a;

export const lowerLevel = (a: LevelOrNone, b: LevelOrNone): LevelOrNone =>
  levelRank(b) < levelRank(a) ? b : a;
