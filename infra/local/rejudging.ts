import type { createHandler } from '../../functions/rejudge/handler.ts';
import { MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { RejudgeCommand } from './http/rejudge-route.ts';
import { repeat } from './repeating.ts';

export type Rejudging = {
  readonly command: RejudgeCommand;
  /** It ends between two pages of the table, and goes on there at the next start. */
  readonly stop: () => Promise<void>;
};

const EVERY_MS = 15 * MINUTE_MS;

/** The re-judge of the night on this machine, and the one that is commanded. */
export function startRejudging(rejudge: ReturnType<typeof createHandler>, telemetry: Telemetry): Rejudging {
  let stopped = false;
  const run = (event: unknown) =>
    rejudge(event, { getRemainingTimeInMillis: () => (stopped ? 0 : EVERY_MS) });
  const nightly = repeat(
    () => run({}),
    EVERY_MS,
    (error) => telemetry.error('rejudge-failed', error),
  );
  return {
    command: (command) => run({ command }),
    stop: () => {
      stopped = true;
      return nightly.stop();
    },
  };
}
