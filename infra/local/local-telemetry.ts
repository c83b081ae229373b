import { CalciumAlertsError } from '../../shared/runtime/errors.ts';
import type { Telemetry, TelemetryFields } from '../../shared/runtime/telemetry.ts';
import { codeOf, LocalRuntimeError } from './runtime-error.ts';

/** Warnings and faults as one line each, for the terminal; metrics have no reader here. */
export function createLocalTelemetry(print: (line: string) => void): Telemetry {
  return {
    info: () => {},
    count: () => {},
    measure: () => {},
    warn: (event, fields) => print(`warning: ${event}${textOf(fields)}`),
    error: (event, error, fields) => print(`fault: ${event} (${kindOf(error)})${textOf(fields)}`),
  };
}

/** Never the message of an error that is not ours: it may quote what it failed on. */
function kindOf(error: unknown): string {
  if (error instanceof CalciumAlertsError) return `${error.code}: ${error.message}`;
  if (error instanceof LocalRuntimeError) return error.message;
  return error instanceof Error ? `${error.name} ${codeOf(error)}`.trim() : typeof error;
}

function textOf(fields: TelemetryFields = {}): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${value}`)
    .join('');
}
