import type { Operations } from '../../../shared/alerting/publisher.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Database } from '../database/database-client.ts';

/** Keeps each notice once a (code, subject), with how often and when it was told. */
export function createLocalOperations(database: Database, clock: Clock, onTold: () => void): Operations {
  return {
    tell: async ({ code, subject, text }) => {
      await database.ask('tell', { code, subject, text, at: clock.now() });
      onTold();
    },
  };
}
