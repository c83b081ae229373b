import type { Item } from '../../shared/chart/table.ts';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import { isPermanent } from '../../shared/runtime/errors.ts';
import { type Choices, onceIn } from './choices.ts';
import { findViolations } from './oracle.ts';
import type { Message, Scenario } from './scenario.ts';
import { type Attempt, untilAllWait } from './scheduler.ts';
import { createWorld, type Defect, type World } from './world.ts';

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
/** With faults at first; more than a run without a fault in it ever needs. */
const FAULTY_STEPS = 250;
const MOST_STEPS = 20_000;
/** The sweep comes each minute: all is to be sent within three of the end of the last fault. */
const LAST_SWEEPS = 3;

/** Plays a scenario: workers, crashes, faults and time as chosen; then calm, the sweep, a replay; then the questions. */
export async function simulate(scenario: Scenario, choices: Choices, defect: Defect): Promise<Run> {
  const world = createWorld(choices, defect);
  const violations: string[] = [];
  const actors = createActors(world, choices, violations);
  await actors.play(scenario.messages);
  await actors.sweep();
  const published = world.published.length;
  violations.push(...findViolations(scenario, world));
  const before = new Set(world.memory.items().map(({ pk, sk }) => `${pk} ${sk}`));
  await actors.play(scenario.messages);
  await actors.sweep();
  if (world.published.length > published) violations.push('I6: a replay paged again');
  const after = world.memory.items().filter(({ pk, sk }) => !before.has(`${pk} ${sk}`));
  if (after.length > 0) violations.push('I6: a replay stored something new');
  const { trace } = world.scheduler;
  return {
    violations: [...new Set(violations)],
    trace,
    items: world.memory.items(),
    pages: published,
    steps: trace.length,
  };
}

type Actors = {
  readonly play: (messages: readonly Message[]) => Promise<void>;
  readonly sweep: () => Promise<void>;
};

function createActors(world: World, choices: Choices, violations: string[]): Actors {
  const { scheduler } = world;
  const busy = new Map<Attempt, Message | 'sweep'>();
  let queue: Message[] = [];
  let attempts = 0;
  let steps = 0;

  const begin = (name: string, work: Message | 'sweep') => {
    attempts += 1;
    const attempt: Attempt = { name: `${name}${attempts}`, crashed: false };
    busy.set(attempt, work);
    const done = work === 'sweep' ? world.sweep(attempt) : world.handle(attempt, work);
    done.then(
      () => finish(attempt, undefined),
      (error: unknown) => finish(attempt, error),
    );
  };
  const finish = (attempt: Attempt, error: unknown) => {
    const work = busy.get(attempt);
    if (attempt.crashed || work === undefined) return;
    busy.delete(attempt);
    if (isPermanent(error) || error instanceof TypeError) violations.push(`unexpected: ${String(error)}`);
    // At least once: what failed comes back, and now and then what did not.
    if (work !== 'sweep' && (error !== undefined || (scheduler.faults() && onceIn(choices, 12))))
      queue.push(work);
  };
  const crashOne = () => {
    const [attempt, work] = [...busy][choices.below(busy.size)] ?? [];
    if (attempt === undefined || work === undefined) return;
    scheduler.crash(attempt);
    busy.delete(attempt);
    if (work !== 'sweep') queue.push(work);
  };
  const sweeping = () => [...busy.values()].includes('sweep');
  const isOrderly = choices.below(2) === 0;
  const take = () => {
    const [message] = queue.splice(isOrderly ? 0 : choices.below(queue.length), 1);
    if (message !== undefined) begin('worker', message);
  };
  /** Whether something other than a request happened. */
  const disturb = (): boolean => {
    if (!scheduler.faults()) return false;
    if (busy.size > 0 && onceIn(choices, 40)) crashOne();
    else if (onceIn(choices, 60)) world.letTimePass(MINUTE_MS);
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
    const mayTake = queue.length > 0 && hasFreeWorker();
    if (mayTake && (scheduler.waiting() === 0 || onceIn(choices, 2))) take();
    else scheduler.letOneGo();
  };
  const untilQuiet = async () => {
    while (queue.length > 0 || busy.size > 0 || scheduler.waiting() > 0) {
      if (steps > MOST_STEPS) {
        violations.push('I2: a message never came to an end');
        return;
      }
      step();
      await untilAllWait();
    }
  };

  return {
    play: async (messages) => {
      queue = [...messages];
      await untilQuiet();
    },
    sweep: async () => {
      scheduler.stopFaults();
      for (let minute = 0; minute < LAST_SWEEPS; minute += 1) {
        world.letTimePass(MINUTE_MS);
        begin('sweep', 'sweep');
        await untilQuiet();
      }
    },
  };
}
