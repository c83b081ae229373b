import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { type Choices, onceIn } from './choices.ts';
import type { OtherMessage } from './hl7-bytes.ts';
import type { Message } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';

/** A message in the queue. */
export type Delivery = {
  readonly id: string;
  readonly message: Message | OtherMessage;
  /** As the door put it into the queue; else it came by another way. */
  readonly queued?: QueuedMessage;
  /** How often it was received. */
  readonly receives: number;
};

/** At least once, in any order; dead letters after too many receives, back when redriven. */
export type Queue = {
  readonly add: (delivery: Omit<Delivery, 'receives'>) => void;
  /** Up to `most` of them; taken until given back. */
  readonly take: (most: number) => readonly Delivery[];
  readonly giveBack: (failed: readonly Delivery[]) => void;
  /** What was proven done; it may come again all the same. */
  readonly done: (deliveries: readonly Delivery[]) => void;
  readonly redrive: () => void;
  readonly waiting: () => number;
  readonly dead: () => number;
};

const MOST_RECEIVES = 4;
const LOST_IN = 12;
const AGAIN_IN = 12;

export function createQueue(choices: Choices, scheduler: Scheduler, isRedriven: boolean): Queue {
  const queue: Delivery[] = [];
  let dead: Delivery[] = [];
  const isOrderly = choices.below(2) === 0;

  const bury = (delivery: Delivery) => {
    scheduler.trace.push(`${delivery.id} is a dead letter`);
    if (isRedriven) dead.push(delivery);
  };
  const takeOne = (): readonly Delivery[] => {
    const isShuffled = !isOrderly && scheduler.faults().has('reorder');
    const [delivery] = queue.splice(isShuffled ? choices.below(queue.length) : 0, 1);
    if (delivery === undefined) return [];
    if (!scheduler.faults().has('redrive') || !onceIn(choices, LOST_IN)) return [delivery];
    bury(delivery);
    return [];
  };
  return {
    add: (delivery) => {
      queue.push({ ...delivery, receives: 0 });
    },
    take: (most) => Array.from({ length: Math.min(most, queue.length) }, takeOne).flat(),
    giveBack: (failed) => {
      for (const delivery of failed) {
        const again = { ...delivery, receives: delivery.receives + 1 };
        if (scheduler.faults().has('redrive') && again.receives >= MOST_RECEIVES) bury(again);
        else queue.push(again);
      }
    },
    done: (deliveries) => {
      if (scheduler.faults().has('duplicate') && onceIn(choices, AGAIN_IN)) queue.push(...deliveries);
    },
    redrive: () => {
      queue.push(...dead.map((delivery) => ({ ...delivery, receives: 0 })));
      dead = [];
    },
    waiting: () => queue.length,
    dead: () => dead.length,
  };
}
