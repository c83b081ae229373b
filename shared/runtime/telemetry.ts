/**
 * Logs and metrics by allow-list: ids, counts and codes only. No message content, identifier, name, value or
 * patient partition ever goes in. `fields` values are codes, counts, feed ids and opaque message ids.
 */
export type Telemetry = {
  readonly info: (event: string, fields?: TelemetryFields) => void;
  readonly warn: (event: string, fields?: TelemetryFields) => void;
  /** Of an error only its name, stable code and stack frames are kept. */
  readonly error: (event: string, error: unknown, fields?: TelemetryFields) => void;
  /** Adds up. Kept in all, and once more by its dimensions, of which there are few: feeds, teams, levels, reasons. */
  readonly count: (metric: string, by?: number, dimensions?: MetricDimensions) => void;
  /** A length of time or a state: looked at by its percentiles or its maximum. Kept as `count` is. */
  readonly measure: (
    metric: string,
    value: number,
    unit: 'Count' | 'Milliseconds',
    dimensions?: MetricDimensions,
  ) => void;
};

export type MetricDimensions = Readonly<Record<string, string>>;

export type TelemetryFields = Readonly<Record<string, string | number | boolean>>;
