/**
 * How long a client of the AWS SDK waits, and how often it tries: its defaults wait for ever. In milliseconds; the client's
 * constructor takes them as they are.
 */
type RequestLimits = {
  readonly requestHandler: {
    readonly connectionTimeout: number;
    /** Until the answer begins. */
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
  /** The first one included. */
  readonly maxAttempts: number;
};

/** For what may be asked twice. Three attempts end well before the shortest function has to (15 s). */
export const REPEATABLE: RequestLimits = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
  maxAttempts: 3,
};

/**
 * For a page, which ends before the 5 s that its claim leaves it and is never tried twice in silence: one that was not
 * answered may have gone out, and the sweep sends it again as a repetition.
 */
export const PUBLISHING: RequestLimits = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
  maxAttempts: 1,
};
