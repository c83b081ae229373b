import type { Telemetry } from '../../../shared/runtime/telemetry.ts';

/** Telemetry that keeps only the names of the errors it was told of. */
export function quietTelemetry(): Telemetry & { readonly errors: string[] } {
  const errors: string[] = [];
  return {
    errors,
    info: () => {},
    warn: () => {},
    error: (event) => {
      errors.push(event);
    },
    count: () => {},
    measure: () => {},
  };
}
