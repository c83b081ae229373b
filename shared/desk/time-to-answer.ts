import type { ChartEntry } from '../chart/chart.ts';
import { type EpochMs, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { TimeToAnswer } from './team-report.ts';

/** Until when an alert is to be answered, as its page says; neither a routine alert nor a worklist entry has a time of day. */
function answerBy({ level, raisedAt }: ChartEntry): EpochMs | undefined {
  switch (level) {
    case 'critical':
      return plusMs(raisedAt, 15 * MINUTE_MS);
    case 'urgent':
      return plusMs(raisedAt, 30 * MINUTE_MS);
    case 'routine':
    case 'worklist':
      return undefined;
  }
}

/** How long people took to answer these alerts of one level. */
export function timeToAnswer(level: Level, alerts: readonly ChartEntry[]): TimeToAnswer {
  const answers = alerts.flatMap((alert) =>
    alert.answers === undefined ? [] : [{ alert, at: alert.answers.firstAt }],
  );
  const waits = answers.map(({ alert, at }) => at - alert.raisedAt).sort((a, b) => a - b);
  const inTime = answers.filter(({ alert, at }) => at <= (answerBy(alert) ?? at));
  const medianMs = waits[Math.ceil(waits.length * 0.5) - 1];
  const p90Ms = waits[Math.ceil(waits.length * 0.9) - 1];
  return {
    ...{ level, alerts: alerts.length, answered: answers.length, inTime: inTime.length },
    ...(medianMs !== undefined && { medianMs }),
    ...(p90Ms !== undefined && { p90Ms }),
  };
}
