import { type Choices, onceIn, oneOf } from './choices.ts';

/** What may go wrong around the workers; `--fault NAME` leaves one of them alone. */
export const FAULTS = [
  /** A worker ends at any request; what it had sent may still arrive. */
  'crash',
  /** A request is refused and changes nothing. */
  'throttling',
  /** A request is carried out and its answer is lost. */
  'timeout',
  /** Publishing fails often, before or after the page went out. */
  'publish',
  /** A minute passes at once. */
  'delay',
  /** The clocks of the workers differ by seconds. */
  'clock-skew',
  /** What is done is delivered again. */
  'duplicate',
  /** Messages are taken in any order. */
  'reorder',
  /** The sweep's index is some writes behind. */
  'stale-index',
  /** Messages become dead letters, at once or after too many attempts, and are redriven later. */
  'redrive',
] as const;
export type Fault = (typeof FAULTS)[number];
export type Faults = ReadonlySet<Fault>;

export const ALL_FAULTS: Faults = new Set(FAULTS);

/** The fault of that name alone; undefined when there is none of that name. */
export function faultNamed(name: string): Faults | undefined {
  const found = FAULTS.find((fault) => fault === name);
  return found && new Set([found]);
}

/**
 * In how many steps or requests each happens once. In some runs it is oftener than in others, so that what is rare in
 * most of them meets what is rare beside it in some.
 */
export type Temper = {
  readonly crashIn: number;
  readonly delayIn: number;
  readonly sweepIn: number;
  readonly publishFaultIn: number;
};

export function createTemper(choices: Choices): Temper {
  return {
    crashIn: oneOf(choices, [40, 40, 15]),
    delayIn: oneOf(choices, [60, 20, 6]),
    sweepIn: oneOf(choices, [40, 20, 8]),
    publishFaultIn: oneOf(choices, [6, 2, 2]),
  };
}

/** What makes a message come again is judged again, and so may mend what another fault has done. */
const MENDING: Faults = new Set(['duplicate', 'redrive', 'throttling']);

/** In half of the runs those alone that mend nothing. */
export function chosenOf(faults: Faults, choices: Choices): Faults {
  if (faults.size < 2 || onceIn(choices, 2)) return faults;
  return new Set([...faults].filter((fault) => !MENDING.has(fault)));
}
