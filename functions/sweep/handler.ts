import type { Sweep } from '../../shared/chart/chart-service.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';

export type SweepParts = { readonly sweep: Sweep; readonly telemetry: Telemetry };

/** Each minute: everything that is due and not delivered. What fails stays due for the next minute. */
export function createHandler({ sweep, telemetry }: SweepParts): () => Promise<void> {
  return async () => {
    const { charts, delivered, failed } = await sweep();
    telemetry.count('SweepRuns');
    telemetry.count('SweepDelivered', delivered);
    telemetry.count('SweepFailed', failed);
    if (charts > 0 || failed > 0) telemetry.info('swept', { charts, delivered, failed });
  };
}
