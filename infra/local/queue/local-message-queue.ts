import type { MessageQueue } from '../../../shared/intake/message-queue.ts';
import type { Database } from '../database/database-client.ts';

/** The queue on one machine: `send` resolves once the messages are on the disk; then `onSent` is called. */
export function createLocalMessageQueue(database: Database, onSent: () => void): MessageQueue {
  return {
    send: async (messages) => {
      if (messages.length === 0) return;
      await database.ask('send', messages);
      onSent();
    },
  };
}
