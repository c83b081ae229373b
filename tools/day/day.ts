import { type EpochMs, epochMs } from '../../shared/clinical/instant.ts';
import { backgroundMessages } from './background.ts';
import type { Laboratory } from './laboratory.ts';
import { northmoorStories } from './northmoor-stories.ts';
import { type Person, personOf } from './person.ts';
import { createRandom } from './random.ts';
import { riversideStories } from './riverside-stories.ts';
import type { Story } from './story.ts';
import { type DayMessage, tellStory } from './tell-story.ts';

/** When the bundled day begins. */
export const DAY_START: EpochMs = epochMs(Date.UTC(2026, 5, 16));

export const stories: readonly Story[] = [...riversideStories, ...northmoorStories];

/** A day of two laboratories, with the earlier results that its stories rest on. */
export type DayPlan = {
  readonly seed: number;
  /** Midnight UTC of the day itself. */
  readonly start: EpochMs;
  /** How many ordinary messages go around the stories. */
  readonly background: number;
};

/** People of the registry who appear in no story, so that ordinary traffic never changes one. */
function regularsOf(people: ReadonlyMap<string, Person>): ReadonlyMap<Laboratory['feed'], readonly Person[]> {
  const told = new Set(stories.map((story) => story.patient));
  const others = [...people.values()].filter((person) => !told.has(person.id));
  return new Map([
    ['riverside', others.filter((person) => person.id.startsWith('RS'))],
    ['northmoor', others.filter((person) => person.id.startsWith('NM'))],
  ]);
}

/** All messages in the order they are sent; pure: the same plan and people give the same bytes. */
export function generateDay(plan: DayPlan, people: ReadonlyMap<string, Person>): readonly DayMessage[] {
  const random = createRandom(plan.seed);
  const told = stories.flatMap((story) =>
    tellStory(story, people.get(story.patient) ?? personOf(story.patient, '1960-06-15'), plan.start, random),
  );
  const ordinary = backgroundMessages(plan.background, regularsOf(people), plan.start, random);
  return [...told, ...ordinary].toSorted((one, other) => one.at - other.at);
}
