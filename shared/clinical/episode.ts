import type { GradingValue } from './grading-value.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS } from './instant.ts';
import type { Grade } from './level.ts';
import type { Policy } from './policy.ts';

/** From this grade on a hypercalcaemia is severe: R6 repeats sooner, R7 remembers it. */
const SEVERE: Grade = 3;

type Episode = {
  /** Of its first high value; tells it from every other. */
  readonly openedAt: EpochMs;
  readonly lastHighAt: EpochMs;
  /** Some value of it was. */
  readonly severe: boolean;
  /** The first of the values that were not high since then. */
  readonly normalSince: EpochMs | undefined;
};

/** The episodes of a patient up to some instant; they follow from the values alone. */
export type Episodes = {
  readonly open: Episode | undefined;
  /** The last high value of a closed episode that was severe; before all time when there was none. */
  readonly severeUntil: EpochMs;
};

const NEVER = epochMs(Number.NEGATIVE_INFINITY);
export const NO_EPISODES: Episodes = { open: undefined, severeUntil: NEVER };

/** Whether values like this one can close an episode: at or below the limit beyond doubt. */
export function isNormal(value: GradingValue): boolean {
  const doubtful = value.flags.includes('ALBUMIN_MISSING') || value.flags.includes('UNCERTAIN');
  return !value.high && !doubtful && value.calcium.current.standing === 'final';
}

function closed(episodes: Episodes, open: Episode): Episodes {
  const severeUntil = open.severe ? open.lastHighAt : episodes.severeUntil;
  return { ...episodes, open: undefined, severeUntil };
}

/** The episodes as a high value at this instant finds them: a long gap with a normal value in it has closed the last. */
export function beforeHigh(episodes: Episodes, at: EpochMs, { episode }: Policy): Episodes {
  const { open } = episodes;
  if (open?.normalSince === undefined) return episodes;
  return at - open.lastHighAt > episode.gapDays * DAY_MS ? closed(episodes, open) : episodes;
}

/** R7: a value that opens an episode soon after a severe one. */
export function recurs({ open, severeUntil }: Episodes, at: EpochMs, { episode }: Policy): boolean {
  return open === undefined && at - severeUntil <= episode.recurrenceDays * DAY_MS;
}

/** A high value opens an episode or keeps it open. */
export function afterHigh({ open, severeUntil }: Episodes, at: EpochMs, grade: Grade): Episodes {
  const severe = grade >= SEVERE || (open?.severe ?? false);
  const openedAt = open?.openedAt ?? at;
  return { open: { openedAt, lastHighAt: at, severe, normalSince: undefined }, severeUntil };
}

/** Normal values in a row, the first and last far enough apart, close the episode. */
export function afterNormal(episodes: Episodes, at: EpochMs, { episode }: Policy): Episodes {
  const { open } = episodes;
  if (open === undefined) return episodes;
  const normalSince = open.normalSince ?? at;
  const next: Episode = { ...open, normalSince };
  return at - normalSince >= episode.closingHours * HOUR_MS
    ? closed(episodes, next)
    : { ...episodes, open: next };
}

/** When a new result of this grade is a persistence (R6): later than this after the result last paged. */
export function persistsAfter(pagedAt: EpochMs, grade: Grade, { episode }: Policy): EpochMs {
  const wait =
    grade >= SEVERE
      ? episode.persistenceHoursFromGrade3 * HOUR_MS
      : episode.persistenceDaysBelowGrade3 * DAY_MS;
  return epochMs(pagedAt + wait);
}
