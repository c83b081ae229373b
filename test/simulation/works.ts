import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import type { Work } from './busy.ts';
import { type Choices, onceIn } from './choices.ts';
import type { Defect } from './ports.ts';
import type { Delivery, Queue } from './queue.ts';
import type { Sender, Unsent } from './sending.ts';
import type { World } from './world.ts';

/** Where the works take from and put back. */
export type Stock = {
  readonly world: World;
  readonly choices: Choices;
  readonly defect: Defect;
  readonly queue: Queue;
  readonly sender: Sender;
};

const UNANSWERED_IN = 12;

/** A worker's batch: what failed comes back, and of what was done some all the same. */
export function handling(batch: readonly Delivery[], { world, queue, defect }: Stock): Work {
  return {
    by: 'worker',
    what: batch.map(({ id }) => id).join(),
    start: async (attempt) => {
      const failed = await world.handle(attempt, batch);
      return () => {
        queue.giveBack(failed);
        queue.done(batch.filter((delivery) => !failed.includes(delivery)));
      };
    },
    failed: () => queue.giveBack(batch),
    crashed: () => {
      if (!defect.forgetsReceived) queue.giveBack(batch);
    },
  };
}

/** A laboratory's message through the door: not answered, and the answer may be lost on its way, it is sent again. */
export function sending(unsent: Unsent, stock: Stock): Work {
  const { world, choices, sender } = stock;
  const again = () => sender.again(unsent);
  return {
    by: 'door',
    what: unsent.name,
    start: async (attempt) => {
      await world.send(attempt, unsent, (queued) => enqueue(unsent, stock, queued));
      const isLost = world.scheduler.faults().has('duplicate') && onceIn(choices, UNANSWERED_IN);
      return isLost ? again : () => {};
    },
    failed: again,
    crashed: again,
  };
}

/** Each time that a message comes into the queue it is another one there. */
export function enqueue({ name, message }: Unsent, { world, queue }: Stock, queued?: QueuedMessage): void {
  const known = world.outcomes.queued;
  const times = [...known.keys()].filter((id) => id === name || id.startsWith(`${name}-`)).length;
  const id = times === 0 ? name : `${name}-${times + 1}`;
  known.set(id, message);
  queue.add({ id, message, ...(queued === undefined ? {} : { queued }) });
}

export function sweeping(world: World): Work {
  return {
    by: 'sweep',
    start: async (attempt) => {
      await world.sweep(attempt);
      return () => {};
    },
    failed: () => {},
    crashed: () => {},
  };
}
