import { renderExplanation } from '../../shared/clinical/explanation.ts';
import type { DrawJudgement } from '../../shared/clinical/verdict.ts';

/** The reasons that decided; the rest are what they were decided from. */
const DECIDING = new Set([
  'ALBUMIN_MISSING',
  'UNCERTAIN',
  'GRADE',
  'R5',
  'R7',
  'CAPPED',
  'PRELIMINARY_ONLY',
  'LATE',
  'R4',
  'R13',
  'LISTED_ALREADY',
  'NOTICE',
  'ALERT',
]);

/** The explanation in two or three sentences. */
export function gistOf({ reasons }: Pick<DrawJudgement, 'reasons'>): readonly string[] {
  const deciding = reasons.filter(({ code }) => DECIDING.has(code));
  return [renderExplanation({ reasons: deciding }).join(' ')];
}
