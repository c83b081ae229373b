import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, IN_ALL_OF_TWO, ownMetric } from './alarm-rule.ts';

/** From the first byte to the queue of the canary's team, functions that have to start included. */
const LATE_FROM_SECONDS = 20;

/** Of one front door: the canary's page does not come, or comes late. A canary that does not run is a fault too. */
export function canaryAlarms(namespace: string, door: string): readonly AlarmRule[] {
  const dimensions = { door };
  return [
    {
      kind: 'CanaryFailed',
      of: door,
      fault: `${door}: twice running the canary's critical result led to no page.`,
      metric: ownMetric(namespace, { name: 'CanaryFailed', statistic: Stats.MAXIMUM, dimensions }),
      from: 1,
      periods: IN_ALL_OF_TWO,
      silence: 'fault',
    },
    {
      kind: 'CanaryLate',
      of: door,
      fault: `${door}: twice running the canary's page took more than ${LATE_FROM_SECONDS} seconds.`,
      metric: ownMetric(namespace, { name: 'CanaryMs', statistic: Stats.MAXIMUM, dimensions }),
      from: LATE_FROM_SECONDS * 1_000,
      periods: IN_ALL_OF_TWO,
      silence: 'fine',
    },
  ];
}
