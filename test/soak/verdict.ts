/** What was seen of the pipeline at one moment; `atMs` from the first message. */
export type Sample = {
  readonly atMs: number;
  /** Messages acknowledged so far. */
  readonly acknowledged: number;
  readonly waiting: number;
  /** Memory of its own. */
  readonly ownMb: number;
  /** Files that lie in memory, as the table's do: the system takes that back when it needs it. */
  readonly mappedMb: number;
  /** Of each thread by its number, 0 = the main one. */
  readonly heapMb: ReadonlyMap<number, number>;
};

export type Soaked = {
  readonly samples: readonly Sample[];
  /** How long messages were to be sent. */
  readonly minutes: number;
  /** Messages a second that were to be sent. */
  readonly rate: number;
  /** How many still waited a minute after the last was sent. */
  readonly left: number;
  readonly acknowledged: number;
  readonly fates: number;
  /** Lines in which the pipeline speaks of a fault. */
  readonly faultLines: readonly string[];
};

/** More than this for an hour would be a leak that somebody has to look after. */
export const MOST_MB_A_MINUTE = 2;
/** The share of the rate that must be reached, for the figure to be one of this rate. */
const LEAST_OF_RATE = 0.95;

/** A pipeline takes some minutes to be warm: over less, what grows may be that. */
export const LEAST_MINUTES = 5;

const MINUTE_MS = 60_000;

/** Megabytes a minute by which the memory grew over the second half: the slope of the straight line through it. */
export function growth(samples: readonly Sample[]): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const minutes = half.map(({ atMs }) => atMs / MINUTE_MS);
  const megabytes = half.map(({ ownMb }) => ownMb);
  const [middleMinute, middleMb] = [mean(minutes), mean(megabytes)];
  const along = minutes.map((minute) => minute - middleMinute);
  const spread = along.reduce((sum, x) => sum + x * x, 0);
  const covariance = along.reduce((sum, x, index) => sum + x * ((megabytes[index] ?? 0) - middleMb), 0);
  return spread === 0 ? 0 : covariance / spread;
}

/** Messages a second over the whole time. */
export function reachedRate(samples: readonly Sample[]): number {
  const last = samples.at(-1);
  return last === undefined ? 0 : (last.acknowledged / last.atMs) * 1_000;
}

export type Verdict = {
  readonly word: 'flat' | 'not flat' | 'too short to tell';
  /** Everything that speaks against "flat". */
  readonly against: readonly string[];
};

/** Of a short time nothing can be said of the memory; what is lost, late or a fault is so after any time. */
export function verdictOf(soaked: Soaked): Verdict {
  const lasted = soaked.minutes >= LEAST_MINUTES;
  const against = [...(lasted ? growthObjection(soaked) : []), ...objections(soaked)];
  if (against.length > 0) return { word: 'not flat', against };
  return { word: lasted ? 'flat' : 'too short to tell', against };
}

function growthObjection({ samples }: Soaked): readonly string[] {
  const slope = growth(samples);
  return slope < MOST_MB_A_MINUTE ? [] : [`memory grew by ${slope.toFixed(1)} MB a minute`];
}

function objections({ samples, rate, left, acknowledged, fates, faultLines }: Soaked): readonly string[] {
  const reached = reachedRate(samples);
  return [
    ...(reached >= rate * LEAST_OF_RATE
      ? []
      : [`only ${reached.toFixed(0)} of ${rate} messages a second were taken`]),
    ...(left === 0 ? [] : [`${left} messages still waited a minute after the last was sent`]),
    ...(fates >= acknowledged ? [] : [`${acknowledged} were acknowledged and ${fates} have a fate`]),
    ...(faultLines.length === 0 ? [] : [`it spoke of faults: ${faultLines[0]}`]),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
