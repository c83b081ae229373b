import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import { isPermanent } from '../../shared/runtime/errors.ts';
import { receiptOf } from './assess-batch.ts';
import { createBusy } from './busy.ts';
import { type Choices, onceIn } from './choices.ts';
import type { OtherMessage } from './hl7-bytes.ts';
import { answering, comesToDesk } from './people.ts';
import type { Defect } from './ports.ts';
import { createQueue } from './queue.ts';
import type { Message, Scenario } from './scenario.ts';
import { untilAllWait } from './scheduler.ts';
import { createSender, type Unsent } from './sending.ts';
import { enqueue, handling, type Stock, sending, sweeping } from './works.ts';
import type { World } from './world.ts';

export type Sent = readonly (Message | OtherMessage)[];

const WORKERS = 2;
const MOST_IN_A_BATCH = 3;
/** With faults at first; more than a run without a fault in it ever needs. */
const FAULTY_STEPS = 250;
const MOST_STEPS = 20_000;
/** The sweep comes each minute: all is to be sent within three of the end of the last fault. */
const LAST_SWEEPS = 3;
/** In which the steps of escalations begin among the faults. */
const FAULTY_MINUTES = 6;

/** What the workers, the door and the sweep are put to. */
export type Actors = {
  readonly play: (messages: Sent, prefix: string) => Promise<void>;
  /** Once a minute, for so many. */
  readonly sweep: (minutes?: number) => Promise<void>;
};

/** Workers that take what is queued, the door and the sweep; which of them goes on, and what goes wrong, is chosen. */
export function createActors(
  { isInBytes, isAnswered, isEscalated }: Scenario,
  world: World,
  choices: Choices,
  defect: Defect,
  violations: string[],
): Actors {
  const { scheduler, temper } = world;
  const queue = createQueue(choices, scheduler, defect.withoutRedrive !== true);
  const sender = createSender();
  const stock: Stock = { world, choices, defect, queue, sender };
  const busy = createBusy(scheduler, choices, (error, by) => {
    if (isPermanent(error) || error instanceof TypeError) violations.push(`unexpected: ${String(error)}`);
    else if (isInBytes && by !== 'door' && by !== 'person') violations.push('I9: the function threw');
  });
  let steps = 0;
  /** Nobody answers while all is played again. */
  let isFirst = true;

  const sweep = () => {
    if (busy.count('sweep') === 0) busy.begin(sweeping(world));
  };
  const aMinutePasses = () => {
    scheduler.trace.push('a minute passes');
    world.letTimePass(MINUTE_MS);
    sweep();
  };
  /** Whether something other than a request happened. */
  const disturb = (): boolean => {
    const faults = scheduler.faults();
    if (faults.size === 0) return false;
    if (faults.has('crash') && busy.count() > 0 && onceIn(choices, temper.crashIn)) busy.crashOne();
    else if (faults.has('delay') && onceIn(choices, temper.delayIn)) aMinutePasses();
    else if (faults.has('redrive') && queue.dead() > 0 && onceIn(choices, 40)) queue.redrive();
    else if (busy.count('sweep') === 0 && onceIn(choices, temper.sweepIn)) sweep();
    else return false;
    return true;
  };
  const isStill = () => scheduler.waiting() === 0;
  const send = () => {
    const unsent = sender.next();
    if (unsent !== undefined) busy.begin(sending(unsent, stock));
  };
  const take = () => {
    const batch = queue.take(isInBytes ? 1 + choices.below(MOST_IN_A_BATCH) : 1);
    if (batch.length > 0) busy.begin(handling(batch, stock));
  };
  /** Whether somebody has come to the desk. */
  const answer = (): boolean => {
    const mayCome = isAnswered && isFirst && busy.count('person') === 0;
    if (!mayCome || !comesToDesk(stock)) return false;
    busy.begin(answering(stock));
    return true;
  };
  const somethingHappens = () => disturb() || answer();
  const step = () => {
    steps += 1;
    if (steps === FAULTY_STEPS) scheduler.stopFaults();
    world.letTimePass(choices.below(40));
    if (somethingHappens()) return;
    const maySend = sender.waiting() > 0 && busy.count('door') === 0;
    const mayTake = queue.waiting() > 0 && busy.count('worker') < WORKERS;
    if (maySend && (isStill() || onceIn(choices, 2))) send();
    else if (mayTake && (isStill() || onceIn(choices, 2))) take();
    else scheduler.letOneGo();
  };
  const isQuiet = () => queue.waiting() + sender.waiting() + busy.count() === 0 && isStill();
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
  /** What is sent live comes through the door as bytes; all else by another way. */
  const give = (unsent: readonly Unsent[]) => {
    const isLive = ({ message }: Unsent) => isInBytes && receiptOf(message).origin === 'live';
    sender.give(unsent.filter(isLive));
    for (const one of unsent) if (!isLive(one)) enqueue(one, stock);
  };

  const passMinutes = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      world.letTimePass(MINUTE_MS);
      sweep();
      await untilQuiet();
    }
  };

  return {
    play: async (messages, prefix) => {
      give(messages.map((message, index) => ({ name: `${prefix}${index}`, message })));
      await untilQuiet();
      if (isEscalated && isFirst) await passMinutes(FAULTY_MINUTES);
      scheduler.trace.push('faults stop');
      scheduler.stopFaults();
      queue.redrive();
      await untilQuiet();
      isFirst = false;
    },
    sweep: (minutes = LAST_SWEEPS) => passMinutes(minutes),
  };
}
