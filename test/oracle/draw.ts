import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import type { CurrentResult } from './current-result.ts';

/** The calcium of one draw that has a value, the earliest first. */
export type Draw = readonly CurrentResult[];

const GRADED = ['calcium-total', 'calcium-corrected', 'calcium-ionized', 'calcium-ionized-ph-adjusted'];

export const isCalcium = ({ result }: CurrentResult) => GRADED.includes(result.analyte);

/** A draw begins at the earliest calcium not yet in one and takes what was collected up to 2 h after it. */
export function drawsOf(results: readonly CurrentResult[], policy: Policy): readonly Draw[] {
  const windowMs = policy.draw.windowMinutes * MINUTE_MS;
  const draws: Draw[] = [];
  let left = results
    .filter((result) => isCalcium(result) && result.stands !== 'withdrawn')
    .sort((a, b) => a.result.collectedAt - b.result.collectedAt);
  for (let [first] = left; first !== undefined; [first] = left) {
    const endsAt = first.result.collectedAt + windowMs;
    draws.push(left.filter(({ result }) => result.collectedAt <= endsAt));
    left = left.filter(({ result }) => result.collectedAt > endsAt);
  }
  return draws;
}
