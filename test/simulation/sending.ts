import { createDoor } from '../../shared/intake/accept.ts';
import type { MessageQueue, QueuedMessage } from '../../shared/intake/message-queue.ts';
import { config, feeds, receiptOf } from './assess-batch.ts';
import { bytesOf, type OtherMessage } from './hl7-bytes.ts';
import type { Defect, Ports } from './ports.ts';
import type { Message } from './scenario.ts';
import type { Attempt, Scheduler } from './scheduler.ts';

/** What a laboratory has sent and has not been answered yet. */
export type Unsent = { readonly name: string; readonly message: Message | OtherMessage };

/** A laboratory: it sends one message after another, each again until it is answered. */
export type Sender = {
  readonly give: (unsent: readonly Unsent[]) => void;
  readonly waiting: () => number;
  readonly next: () => Unsent | undefined;
  readonly again: (unsent: Unsent) => void;
};

export function createSender(): Sender {
  let unsent: readonly Unsent[] = [];
  return {
    give: (more) => {
      unsent = more;
    },
    waiting: () => unsent.length,
    next: () => {
      const [first, ...rest] = unsent;
      unsent = rest;
      return first;
    },
    again: (first) => {
      unsent = [first, ...unsent];
    },
  };
}

/** Where a sending goes through, and what it is put to. */
export type Passage = {
  readonly attempt: Attempt;
  readonly scheduler: Scheduler;
  readonly ports: Ports;
  readonly defect: Defect;
  readonly enqueue: (queued: QueuedMessage) => void;
};

/** Sends a message through the door. Resolves once nothing more is to be done: an acknowledgement is not answered. */
export async function sendThroughDoor({ message }: Unsent, passage: Passage): Promise<void> {
  const { attempt, scheduler, ports, defect, enqueue } = passage;
  const { receivedAt } = receiptOf(message);
  const queue: MessageQueue = {
    send: (messages) => scheduler.request(attempt, 'enqueue', () => messages.forEach(enqueue)),
  };
  const door = createDoor({
    ...{ feeds, caps: config.caps, telemetry: ports.telemetry, newControlId: () => attempt.name },
    clock: { now: () => receivedAt },
    queue: defect.queue?.(queue) ?? queue,
  });
  await door.accept([{ bytes: message.is === 'other' ? message.bytes : bytesOf(message) }]);
}
