import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type AlarmRule, FIVE_MINUTES, IN_TWO_OF_THREE, ownMetric } from './alarm-rule.ts';

/** Who is subscribed is looked at each hour. */
const TWO_HOURS = Duration.hours(2);

/** A delivery may be told a little later than its page. */
const A_QUARTER = Duration.minutes(15);

/** Whoever is not paged within this long is told to telephone. */
const UNSENT_FROM_MS = 180_000;
const SLOW_FROM_MS = 5_000;

/** Of pages on their way to SNS. */
export function pageAlarms(namespace: string): readonly AlarmRule[] {
  return [
    {
      kind: 'UnsentAlerts',
      fault: 'An alert was raised more than 3 minutes ago and could not be sent.',
      metric: ownMetric(namespace, { name: 'OldestUnsentMs', statistic: Stats.MAXIMUM }),
      from: UNSENT_FROM_MS,
      silence: 'fine',
    },
    {
      kind: 'AlertsUnanswered',
      fault: 'Nobody has acknowledged an alert, although every step of its escalation was paged.',
      metric: ownMetric(namespace, { name: 'AlertsUnanswered', statistic: Stats.SUM }),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'PublishFailed',
      fault: 'Pages cannot be handed to SNS; the sweep repeats them.',
      metric: ownMetric(namespace, { name: 'PublishFailed', statistic: Stats.SUM }),
      from: 1,
      periods: IN_TWO_OF_THREE,
      silence: 'fine',
    },
    {
      kind: 'SlowPages',
      fault: `Pages take more than ${SLOW_FROM_MS / 1_000} seconds from receipt to SNS.`,
      metric: ownMetric(namespace, { name: 'ReceiveToPageMs', statistic: Stats.percentile(99) }),
      from: SLOW_FROM_MS,
      periods: IN_TWO_OF_THREE,
      silence: 'fine',
    },
    {
      kind: 'PagesStorm',
      fault: 'A team has more pages than it can act upon: what is more goes out together, each minute.',
      metric: ownMetric(namespace, { name: 'PagesHeld', statistic: Stats.SUM }),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'PagesToFallbackTeam',
      fault: 'SNS refused the topic of a team: the fallback team was paged instead.',
      metric: ownMetric(namespace, { name: 'PagesToFallbackTeam', statistic: Stats.SUM }),
      from: 1,
      silence: 'fine',
    },
  ];
}

/** Of whom pages reach. */
export function contactAlarms(namespace: string): readonly AlarmRule[] {
  const state = (name: string) => ownMetric(namespace, { name, statistic: Stats.MAXIMUM, period: TWO_HOURS });
  return [
    {
      kind: 'LevelsUnheard',
      fault: 'There is a team of which nobody hears of some level of pages.',
      metric: state('LevelsUnheard'),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'SubscriptionsMissing',
      fault: 'Somebody who should be paged has no subscription.',
      metric: state('SubscriptionsMissing'),
      from: 1,
      silence: 'fault',
    },
    {
      kind: 'SubscriptionsUnconfirmed',
      fault: 'Somebody who should be paged by e-mail has not confirmed the subscription.',
      metric: state('SubscriptionsUnconfirmed'),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'SmsFailed',
      fault: 'An SMS of a page did not reach its telephone.',
      metric: ownMetric(namespace, { name: 'SmsFailed', statistic: Stats.SUM }),
      from: 1,
      silence: 'fine',
    },
  ];
}

/** SNS takes a page that no subscription asks for, and says nothing: no delivery is told, and where there is none there is no metric. */
export function pageReachedNobody(team: string, topic: ITopic): AlarmRule {
  return {
    kind: 'PageReachedNobody',
    of: team,
    fault: `${team}: a page was published and delivered to nobody.`,
    metric: new MathExpression({
      expression: 'IF(published > 0 AND FILL(delivered, 0) < 1, 1, 0)',
      period: A_QUARTER,
      usingMetrics: {
        published: topic.metricNumberOfMessagesPublished({ period: A_QUARTER, statistic: Stats.SUM }),
        delivered: topic.metricNumberOfNotificationsDelivered({ period: A_QUARTER, statistic: Stats.SUM }),
      },
    }),
    from: 1,
    silence: 'fine',
  };
}

/** Of an account that has not asked for more; SNS then sends no SMS for the rest of the month, and says nothing. */
const USUAL_LIMIT_USD = 1;

export function smsSpend(limitUsd = USUAL_LIMIT_USD): AlarmRule {
  return {
    kind: 'SmsSpend',
    fault: `SMS of this month have cost four fifths of the limit (${limitUsd} USD): beyond it none is sent.`,
    metric: new Metric({
      namespace: 'AWS/SNS',
      metricName: 'SMSMonthToDateSpentUSD',
      statistic: Stats.MAXIMUM,
      period: FIVE_MINUTES,
    }),
    from: (limitUsd * 4) / 5,
    silence: 'fine',
  };
}
