import type { Sweep } from '../../shared/chart/chart-service.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';

export type SweepParts = {
  readonly sweep: Sweep;
  /** What is wrong with feeds, told to operations. */
  readonly checkFeeds?: () => Promise<void>;
  readonly telemetry: Telemetry;
};

/** Each minute: everything that is due and not delivered. What fails stays due for the next minute. */
export function createHandler({ sweep, checkFeeds, telemetry }: SweepParts): () => Promise<void> {
  return async () => {
    const { charts, delivered, failed } = await sweep();
    telemetry.count('SweepRuns');
    telemetry.count('SweepDelivered', delivered);
    telemetry.count('SweepFailed', failed);
    if (charts > 0 || failed > 0) telemetry.info('swept', { charts, delivered, failed });
    await checkFeeds?.();
  };
}
