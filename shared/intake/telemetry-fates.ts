import type { Telemetry } from '../runtime/telemetry.ts';
import type { FateRecorder } from './fate.ts';

/** Fates as metrics. A message that is redelivered after its fate was counted is counted again. */
export function createTelemetryFates(telemetry: Pick<Telemetry, 'count'>): FateRecorder {
  return {
    record: async (_messageId, feed, fate) => {
      const reason = fate.is === 'judged' ? 'judged' : fate.reason;
      telemetry.count('Messages', 1, { feed, fate: fate.is, reason });
      const values = fate.is === 'ignored' ? [] : (fate.valuesQuarantined ?? []);
      for (const value of values) telemetry.count('ValuesQuarantined', 1, { feed, reason: value });
    },
  };
}
