import { setImmediate as aTurnForOthers } from 'node:timers/promises';
import type { Item } from '../../shared/chart/table.ts';
import { type Actors, createActors, type Sent } from './actors.ts';
import { resultsUnnoticed } from './answers.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';
import { ESCALATIONS_OVER_MINUTES, unansweredTold } from './escalations.ts';
import type { Faults } from './faults.ts';
import { OTHERS } from './hl7-bytes.ts';
import { findViolations, patientGroups } from './oracle.ts';
import { ordersDiffer, shuffled } from './other-order.ts';
import { SNOOZES_OVER_MS } from './people.ts';
import type { Defect } from './ports.ts';
import { replayed, type Scenario } from './scenario.ts';
import { createWorld, type World } from './world.ts';

export type Run = {
  /** Which invariants did not hold, and how; empty = all is well. */
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly pages: number;
  /** The table as it was left. */
  readonly items: readonly Item[];
  readonly requests: number;
};

const OTHER_ORDER_IN = 3;
const NO_FAULTS: Faults = new Set();

/**
 * Plays a scenario: workers, crashes, faults and time as chosen; then calm, the sweep, the questions, a replay; and in a
 * third of the runs everything once more, in another order and without faults.
 */
export async function simulate(
  scenario: Scenario,
  choices: Choices,
  defect: Defect,
  faults: Faults,
): Promise<Run> {
  await aTurnForOthers();
  const played = await playAndAsk(scenario, inOrder(scenario, choices), { choices, defect, faults });
  const { world, violations, actors } = played;
  const pages = world.outcomes.published.length;
  violations.push(...(await replayDiffers(scenario, world, actors)));
  const { trace } = world.scheduler;
  let requests = world.scheduler.requests();
  if (onceIn(choices, OTHER_ORDER_IN)) {
    const messages = shuffled(scenario.messages, choices);
    const other = await playAndAsk(scenario, messages, { choices, defect, faults: NO_FAULTS });
    violations.push(...other.violations, ...(await ordersDiffer(scenario, world, other.world)));
    const order = messages.map((message, index) => `m${index} is m${scenario.messages.indexOf(message)}`);
    trace.push(`in another order: ${order.join()}`, ...other.world.scheduler.trace);
    requests += other.world.scheduler.requests();
  }
  return {
    ...{ violations: [...new Set(violations)], trace, pages },
    items: world.memory.items(),
    requests,
  };
}

type Play = { readonly choices: Choices; readonly defect: Defect; readonly faults: Faults };

/** The messages as they were sent; bytes with some beside them that must change nothing. */
function inOrder({ messages, isInBytes }: Scenario, choices: Choices): Sent {
  return isInBytes ? [...messages, oneOf(choices, OTHERS), oneOf(choices, OTHERS)] : messages;
}

async function playAndAsk(scenario: Scenario, sent: Sent, { choices, defect, faults }: Play) {
  const world = createWorld(scenario, choices, defect, faults);
  const violations: string[] = [];
  const actors = createActors(scenario, world, choices, defect, violations);
  await actors.play(sent, 'm');
  await actors.sweep();
  if (scenario.isAnswered) {
    violations.push(...resultsUnnoticed(patientGroups(scenario, world), world));
    world.letTimePass(SNOOZES_OVER_MS);
    await actors.sweep();
  }
  if (scenario.isEscalated) await actors.sweep(ESCALATIONS_OVER_MINUTES);
  violations.push(...findViolations(scenario, sent, world));
  return { world, actors, violations };
}

/** I6: all of it again, as an import, stores and pages nothing; I11: nor is anything told again of what is over. */
async function replayDiffers(scenario: Scenario, world: World, actors: Actors): Promise<readonly string[]> {
  const { published } = world.outcomes;
  const pages = published.length;
  const told = unansweredTold(world.outcomes).length;
  const before = new Set(patientItems(world));
  world.scheduler.trace.push('all of it again');
  await actors.play(scenario.messages.map(replayed), 'again');
  await actors.sweep();
  const isNew = patientItems(world).some((name) => !before.has(name));
  return [
    ...(published.length > pages ? ['I6: a replay paged again'] : []),
    ...(isNew ? ['I6: a replay stored something new'] : []),
    ...(unansweredTold(world.outcomes).length > told ? ['I11: operations were told again'] : []),
  ];
}

/** What is stored of patients, by its keys. */
function patientItems({ memory }: World): readonly string[] {
  return memory
    .items()
    .filter(({ pk }) => pk.startsWith('P#'))
    .map(({ pk, sk }) => `${pk} ${sk}`);
}
