import { epochMs } from '../../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';

/** A message of the queue that carries `text`. */
export function queued(text: string, more: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    bytes: Buffer.from(text),
    feed: 'riverside',
    receivedAt: epochMs(1_000),
    origin: 'live',
    ...more,
  };
}

export function textOf({ bytes }: { readonly bytes: Uint8Array }): string {
  return Buffer.from(bytes).toString();
}
