import { endOfNextWorkingDay } from '../alerting/working-day.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { type EpochMs, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { Team } from '../runtime/config.ts';
import { WEEKDAYS } from '../runtime/config-escalation.ts';
import type { TimeToAnswer } from './team-report.ts';

/** Where a team has no working days of its own. */
const USUAL_DAYS = {
  timeZone: 'UTC',
  workingDays: WEEKDAYS.slice(0, 5),
  holidays: [],
  workingDayEnds: '17:00',
};

/** Where a team has no escalation that says when the next one is paged. */
const USUAL_MINUTES = { critical: 15, urgent: 30 } as const;

/** Until when an alert is to be answered, as its page says; a worklist entry has no such time. */
function answerBy({ level, raisedAt }: ChartEntry, escalation: Team['escalation']): EpochMs | undefined {
  switch (level) {
    case 'critical':
    case 'urgent':
      return plusMs(raisedAt, (escalation?.minutes[level][0] ?? USUAL_MINUTES[level]) * MINUTE_MS);
    case 'routine':
      return endOfNextWorkingDay(raisedAt, escalation ?? USUAL_DAYS);
    case 'worklist':
      return undefined;
  }
}

/** How long people took to answer these alerts of one level. */
export function timeToAnswer(
  level: Level,
  alerts: readonly ChartEntry[],
  escalation: Team['escalation'],
): TimeToAnswer {
  const answers = alerts.flatMap((alert) =>
    alert.answers === undefined ? [] : [{ alert, at: alert.answers.firstAt }],
  );
  const waits = answers.map(({ alert, at }) => at - alert.raisedAt).sort((a, b) => a - b);
  const inTime = answers.filter(({ alert, at }) => at <= (answerBy(alert, escalation) ?? at)).length;
  const medianMs = waits[Math.ceil(waits.length * 0.5) - 1];
  const p90Ms = waits[Math.ceil(waits.length * 0.9) - 1];
  return {
    ...{ level, alerts: alerts.length, answered: answers.length },
    ...(level !== 'worklist' && { inTime }),
    ...(medianMs !== undefined && { medianMs }),
    ...(p90Ms !== undefined && { p90Ms }),
  };
}
