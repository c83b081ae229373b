import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import { isPermanent } from '../../shared/runtime/errors.ts';
import { type Choices, onceIn } from './choices.ts';
import type { OtherMessage } from './hl7-bytes.ts';
import type { Defect } from './ports.ts';
import { createQueue, type Delivery } from './queue.ts';
import type { Message, Scenario } from './scenario.ts';
import { type Attempt, untilAllWait } from './scheduler.ts';
import type { World } from './world.ts';

export type Sent = readonly (Message | OtherMessage)[];

const WORKERS = 2;
const MOST_IN_A_BATCH = 3;
/** With faults at first; more than a run without a fault in it ever needs. */
const FAULTY_STEPS = 250;
const MOST_STEPS = 20_000;
/** The sweep comes each minute: all is to be sent within three of the end of the last fault. */
const LAST_SWEEPS = 3;

/** What the workers and the sweep are put to. */
export type Actors = {
  readonly play: (messages: Sent, prefix: string) => Promise<void>;
  readonly sweep: () => Promise<void>;
};

/** Workers that take what is queued, and the sweep; which of them goes on, and what goes wrong, is chosen. */
export function createActors(
  { isInBytes }: Scenario,
  world: World,
  choices: Choices,
  defect: Defect,
  violations: string[],
): Actors {
  const { scheduler, temper } = world;
  const queue = createQueue(choices, scheduler, defect.withoutRedrive !== true);
  const busy = new Map<Attempt, readonly Delivery[] | 'sweep'>();
  let attempts = 0;
  let steps = 0;

  const begin = (name: string, work: readonly Delivery[] | 'sweep') => {
    attempts += 1;
    const attempt: Attempt = { name: `${name}${attempts}`, crashed: false };
    busy.set(attempt, work);
    if (work !== 'sweep') scheduler.trace.push(`${attempt.name} takes ${work.map(({ id }) => id).join()}`);
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
  const aMinutePasses = () => {
    scheduler.trace.push('a minute passes');
    world.letTimePass(MINUTE_MS);
    if (!sweeping()) begin('sweep', 'sweep');
  };
  /** Whether something other than a request happened. */
  const disturb = (): boolean => {
    const faults = scheduler.faults();
    if (faults.size === 0) return false;
    if (faults.has('crash') && busy.size > 0 && onceIn(choices, temper.crashIn)) crashOne();
    else if (faults.has('delay') && onceIn(choices, temper.delayIn)) aMinutePasses();
    else if (faults.has('redrive') && queue.dead() > 0 && onceIn(choices, 40)) queue.redrive();
    else if (!sweeping() && onceIn(choices, temper.sweepIn)) begin('sweep', 'sweep');
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
      scheduler.trace.push('faults stop');
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
