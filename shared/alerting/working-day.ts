import { DAY_MS, type EpochMs, MINUTE_MS } from '../clinical/instant.ts';
import { type EscalationConfig, WEEKDAYS } from '../runtime/config-escalation.ts';
import { instantOf, type WallMs, wallAt } from './zoned-time.ts';

/** When the first working day after this day ends. */
export function endOfNextWorkingDay(
  at: EpochMs,
  config: Pick<EscalationConfig, 'timeZone' | 'workingDays' | 'holidays' | 'workingDayEnds'>,
): EpochMs {
  const wall = wallAt(at, config.timeZone);
  let day = wall - modulo(wall, DAY_MS) + DAY_MS;
  while (!isWorkingDay(day, config)) day += DAY_MS;
  return instantOf((day + minutesOf(config.workingDayEnds) * MINUTE_MS) as WallMs, config.timeZone);
}

function isWorkingDay(
  day: number,
  { workingDays, holidays }: Pick<EscalationConfig, 'workingDays' | 'holidays'>,
): boolean {
  const date = new Date(day);
  // Sunday is 0 to Date, and the last of the week here.
  const weekday = WEEKDAYS[modulo(date.getUTCDay() - 1, WEEKDAYS.length)];
  return workingDays.some((one) => one === weekday) && !holidays.includes(date.toISOString().slice(0, 10));
}

function minutesOf(timeOfDay: string): number {
  const [hours, minutes] = timeOfDay.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Never negative. */
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
