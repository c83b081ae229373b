import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, FIVE_MINUTES, IN_ALL_OF_TWO } from './alarm-rule.ts';
import type { DurableQueue } from './durable-queue.ts';

/** Of a queue that gives nothing up: what it has given up after all, and what it has held for longer than it should. */
export function queueAlarms(of: string, queue: DurableQueue, oldFromSeconds: number): readonly AlarmRule[] {
  return [
    {
      kind: 'DeadLetters',
      of,
      fault: `${of}: messages failed every attempt and were given up.`,
      metric: queue.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: FIVE_MINUTES,
        statistic: Stats.MAXIMUM,
      }),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'OldMessages',
      of,
      fault: `${of}: a message has waited for more than ${oldFromSeconds / 60} minutes.`,
      metric: queue.queue.metricApproximateAgeOfOldestMessage({
        period: FIVE_MINUTES,
        statistic: Stats.MAXIMUM,
      }),
      from: oldFromSeconds,
      periods: IN_ALL_OF_TWO,
      silence: 'fine',
    },
  ];
}
