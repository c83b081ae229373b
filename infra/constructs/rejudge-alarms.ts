import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, AN_HOUR, ownMetric } from './alarm-rule.ts';

/** It says each quarter of an hour how long ago a night came to its end. */
const TWO_HOURS = Duration.hours(2);

/** A night and its successor, with time to spare. */
const LATE_FROM = Duration.hours(36);

/** Of the nightly re-judge. */
export function rejudgeAlarms(namespace: string): readonly AlarmRule[] {
  const inAnHour = (name: string) => ownMetric(namespace, { name, statistic: Stats.SUM, period: AN_HOUR });
  const age = { name: 'RejudgeAgeMs', statistic: Stats.MAXIMUM, period: TWO_HOURS };
  return [
    {
      kind: 'RejudgeMissed',
      fault: 'The re-judge found something that should have been raised and was not. It has raised it now.',
      metric: inAnHour('RejudgeMissed'),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'RejudgeFailed',
      fault: 'The re-judge could not judge a chart: whoever it is of may be missing alerts.',
      metric: inAnHour('RejudgeFailed'),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'RejudgeNotRunning',
      fault: `No re-judge has come to its end for ${LATE_FROM.toHours()} hours, or none runs.`,
      metric: ownMetric(namespace, age),
      from: LATE_FROM.toMilliseconds(),
      silence: 'fault',
    },
  ];
}
