import type { Telemetry, TelemetryFields } from '../../../shared/runtime/telemetry.ts';

export type Told = { readonly event: string; readonly fields: TelemetryFields };

/** Telemetry that keeps what it is told in `told` and shows nothing. */
export function silentTelemetry(told: Told[] = []): Telemetry {
  const keep = (event: string, fields: TelemetryFields = {}) => void told.push({ event, fields });
  return {
    info: keep,
    warn: keep,
    error: (event, _error, fields) => keep(event, fields),
    count: (metric, by = 1, dimensions = {}) => keep(metric, { ...dimensions, by }),
    measure: (metric, value, unit, dimensions = {}) => keep(metric, { ...dimensions, value, unit }),
  };
}
