import { type Choices, seededChoices } from './choices.ts';
import { createScenario } from './scenario.ts';
import { type Run, simulate } from './simulate.ts';
import type { Defect } from './world.ts';

const SOUND: Defect = { name: 'none' };

/** One seed is one run, the same each time. */
export function runSeed(seed: number, defect: Defect = SOUND): Promise<Run> {
  return runChoices(seededChoices(seed), seededChoices(seed + 0x5eed_0000), defect);
}

/** What happens, and how it is played, each from its own choices. */
export function runChoices(what: Choices, how: Choices, defect: Defect = SOUND): Promise<Run> {
  return simulate(createScenario(what), how, defect);
}
