import { type Choices, seededChoices } from './choices.ts';
import { ALL_FAULTS, type Faults } from './faults.ts';
import { type Defect, SOUND } from './ports.ts';
import { createScenario } from './scenario.ts';
import { type Run, simulate } from './simulate.ts';

/** What is played otherwise than usual. */
export type Play = { readonly defect?: Defect; readonly faults?: Faults };

/** Between the choices of what happens and of how it is played. */
export const HOW = 0x5eed_0000;

/** One seed is one run, the same each time. */
export function runSeed(seed: number, play: Play = {}): Promise<Run> {
  return runChoices(seededChoices(seed), seededChoices(seed + HOW), play);
}

/** What happens, and how it is played, each from its own choices. */
export function runChoices(
  what: Choices,
  how: Choices,
  { defect = SOUND, faults = ALL_FAULTS }: Play = {},
): Promise<Run> {
  return simulate(createScenario(what), how, defect, faults);
}
