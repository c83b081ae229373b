import { setImmediate as aTurnForOthers } from 'node:timers/promises';
import type { Item } from '../../shared/chart/table.ts';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import { isPermanent } from '../../shared/runtime/errors.ts';
import { type Choices, onceIn, oneOf } from './choices.ts';
import type { Faults } from './faults.ts';
import { OTHERS, type OtherMessage } from './hl7-bytes.ts';
import { findViolations } from './oracle.ts';
import { ordersDiffer, shuffled } from './other-order.ts';
import type { Defect } from './ports.ts';
import { createQueue, type Delivery } from './queue.ts';
import { type Message, replayed, type Scenario } from './scenario.ts';
import { type Attempt, untilAllWait } from './scheduler.ts';
import { createWorld, type World } from './world.ts';

export type Run = {
  /** Which invariants did not hold, and how; empty = all is well. */
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly pages: number;
  /** The table as it was left. */
  readonly items: readonly Item[];
  readonly steps: number;
};

const WORKERS = 2;
const MOST_IN_A_BATCH = 3;
/** With faults at first; more than a run without a fault in it ever needs. */
const FAULTY_STEPS = 250;
const MOST_STEPS = 20_000;
/** The sweep comes each minute: all is to be sent within three of the end of the last fault. */
const LAST_SWEEPS = 3;

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
  if (onceIn(choices, OTHER_ORDER_IN)) {
    const messages = shuffled(scenario.messages, choices);
    const other = await playAndAsk(scenario, messages, { choices, defect, faults: NO_FAULTS });
    violations.push(...other.violations, ...(await ordersDiffer(scenario, world, other.world)));
    trace.push('in another order:', ...other.world.scheduler.trace);
  }
  return {
    ...{ violations: [...new Set(violations)], trace, pages },
    items: world.memory.items(),
    steps: trace.length,
  };
}

type Sent = readonly (Message | OtherMessage)[];
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
  violations.push(...findViolations(scenario, sent, world));
  return { world, actors, violations };
}

/** I6: all of it again, as an import, stores and pages nothing. */
async function replayDiffers(scenario: Scenario, world: World, actors: Actors): Promise<readonly string[]> {
  const { published } = world.outcomes;
  const pages = published.length;
  const before = new Set(patientItems(world));
  await actors.play(scenario.messages.map(replayed), 'again');
  await actors.sweep();
  const isNew = patientItems(world).some((name) => !before.has(name));
  return [
    ...(published.length > pages ? ['I6: a replay paged again'] : []),
    ...(isNew ? ['I6: a replay stored something new'] : []),
  ];
}

/** What is stored of patients, by its keys. */
function patientItems({ memory }: World): readonly string[] {
  return memory
    .items()
    .filter(({ pk }) => pk.startsWith('P#'))
    .map(({ pk, sk }) => `${pk} ${sk}`);
}

type Actors = {
  readonly play: (messages: Sent, prefix: string) => Promise<void>;
  readonly sweep: () => Promise<void>;
};

function createActors(
  { isInBytes }: Scenario,
  world: World,
  choices: Choices,
  defect: Defect,
  violations: string[],
): Actors {
  const { scheduler } = world;
  const queue = createQueue(choices, scheduler, defect.withoutRedrive !== true);
  const busy = new Map<Attempt, readonly Delivery[] | 'sweep'>();
  let attempts = 0;
  let steps = 0;

  const begin = (name: string, work: readonly Delivery[] | 'sweep') => {
    attempts += 1;
    const attempt: Attempt = { name: `${name}${attempts}`, crashed: false };
    busy.set(attempt, work);
    const done = work === 'sweep' ? world.sweep(attempt).then(() => []) : world.handle(attempt, work);
    done.then(
      (failed) => finish(attempt, failed),
      (error: unknown) => {
        if (isPermanent(error) || error instanceof TypeError) violations.push(`unexpected: ${String(error)}`);
        else if (isInBytes) violations.push('I9: the function threw');
        finish(attempt, undefined);
      },
    );
  };
  /** Nothing said of them, all have failed. */
  const finish = (attempt: Attempt, failed: readonly Delivery[] | undefined) => {
    const work = busy.get(attempt);
    if (attempt.crashed || work === undefined) return;
    busy.delete(attempt);
    if (work === 'sweep') return;
    const again = failed ?? work;
    queue.giveBack(again);
    queue.done(work.filter((delivery) => !again.includes(delivery)));
  };
  const crashOne = () => {
    const [attempt, work] = [...busy][choices.below(busy.size)] ?? [];
    if (attempt === undefined || work === undefined) return;
    busy.delete(attempt);
    scheduler.crash(attempt, () => {
      if (work !== 'sweep' && !defect.forgetsReceived) queue.giveBack(work);
    });
  };
  const sweeping = () => [...busy.values()].includes('sweep');
  const take = () => {
    const batch = queue.take(isInBytes ? 1 + choices.below(MOST_IN_A_BATCH) : 1);
    if (batch.length > 0) begin('worker', batch);
  };
  /** Whether something other than a request happened. */
  const disturb = (): boolean => {
    const faults = scheduler.faults();
    if (faults.size === 0) return false;
    if (faults.has('crash') && busy.size > 0 && onceIn(choices, 40)) crashOne();
    else if (faults.has('delay') && onceIn(choices, 60)) world.letTimePass(MINUTE_MS);
    else if (faults.has('redrive') && queue.dead() > 0 && onceIn(choices, 40)) queue.redrive();
    else if (!sweeping() && onceIn(choices, 20)) begin('sweep', 'sweep');
    else return false;
    return true;
  };
  const hasFreeWorker = () => busy.size - (sweeping() ? 1 : 0) < WORKERS;
  const step = () => {
    steps += 1;
    if (steps === FAULTY_STEPS) scheduler.stopFaults();
    world.letTimePass(choices.below(40));
    if (disturb()) return;
    const mayTake = queue.waiting() > 0 && hasFreeWorker();
    if (mayTake && (scheduler.waiting() === 0 || onceIn(choices, 2))) take();
    else scheduler.letOneGo();
  };
  const isQuiet = () => queue.waiting() === 0 && busy.size === 0 && scheduler.waiting() === 0;
  const untilQuiet = async () => {
    while (!isQuiet()) {
      if (steps > MOST_STEPS) {
        violations.push('I2: a message never came to an end');
        return;
      }
      step();
      await untilAllWait();
    }
  };

  return {
    play: async (messages, prefix) => {
      queue.send(messages, prefix);
      await untilQuiet();
      scheduler.stopFaults();
      queue.redrive();
      await untilQuiet();
    },
    sweep: async () => {
      for (let minute = 0; minute < LAST_SWEEPS; minute += 1) {
        world.letTimePass(MINUTE_MS);
        begin('sweep', 'sweep');
        await untilQuiet();
      }
    },
  };
}
