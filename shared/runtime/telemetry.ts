/**
 * Logs and metrics by allow-list: ids, counts and codes only. No message content, identifier, name, value or
 * patient partition ever goes in. `fields` values are codes, counts, feed ids and opaque message ids.
 */
export type Telemetry = {
  readonly info: (event: string, fields?: TelemetryFields) => void;
  readonly warn: (event: string, fields?: TelemetryFields) => void;
  /** Of an error only its name, stable code and stack frames are kept. */
  readonly error: (event: string, error: unknown, fields?: TelemetryFields) => void;
  readonly count: (metric: string, by?: number, dimensions?: Readonly<Record<string, string>>) => void;
};

export type TelemetryFields = Readonly<Record<string, string | number | boolean>>;
