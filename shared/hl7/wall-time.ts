/** A time of the calendar, on no particular place's clock. */
export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
};

/** The instant at which a clock in UTC shows this time. */
export function utcMs(wall: WallTime): number {
  return new Date(0).setUTCFullYear(wall.year, wall.month - 1, wall.day) + timeOfDayMs(wall);
}

export function timeOfDayMs({ hour, minute, second, millisecond }: WallTime): number {
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}
