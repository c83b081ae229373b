import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, AN_HOUR, IN_ALL_OF_THREE, ownMetric } from './alarm-rule.ts';

/** Of values whose calcium could not be understood, in an hour: so many, and so large a part of all. */
const LEAST_VALUES = 5;
const LEAST_PERCENT = 2;

const inAnHour = (namespace: string, name: string) =>
  ownMetric(namespace, { name, statistic: Stats.SUM, period: AN_HOUR });

/** Of messages that are not judged as they should be. */
export function messageAlarms(namespace: string): readonly AlarmRule[] {
  return [
    {
      kind: 'MessagesFailing',
      fault: 'For 15 minutes messages have failed and gone back to the queue.',
      metric: ownMetric(namespace, { name: 'MessagesRetried', statistic: Stats.SUM }),
      from: 1,
      periods: IN_ALL_OF_THREE,
      silence: 'fine',
    },
    {
      kind: 'MessagesQuarantined',
      fault: 'A message could not be processed and lies in quarantine.',
      metric: inAnHour(namespace, 'MessagesQuarantined'),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'MessagesRefused',
      fault: 'Messages are refused at the door.',
      metric: inAnHour(namespace, 'MessagesRefused'),
      from: 1,
      silence: 'fine',
    },
    {
      kind: 'UnmappedCalcium',
      fault: 'A laboratory sends calcium under a code that nobody has mapped: results are being missed.',
      metric: inAnHour(namespace, 'UnmappedCalciumMessages'),
      from: 1,
      silence: 'fine',
    },
    valuesQuarantined(namespace),
    {
      kind: 'FeedsSilent',
      fault: 'A feed has been silent for longer than its expectedGapMinutes.',
      metric: ownMetric(namespace, { name: 'FeedsSilent', statistic: Stats.MAXIMUM }),
      from: 1,
      silence: 'fine',
    },
  ];
}

function valuesQuarantined(namespace: string): AlarmRule {
  return {
    kind: 'ValuesQuarantined',
    fault: `At least ${LEAST_PERCENT} % of the calcium and albumin values of an hour were set aside.`,
    metric: new MathExpression({
      expression: `IF(values >= ${LEAST_VALUES} AND 100 * values >= ${LEAST_PERCENT} * FILL(calcium, 0), 1, 0)`,
      period: AN_HOUR,
      usingMetrics: {
        values: inAnHour(namespace, 'ValuesQuarantined'),
        calcium: inAnHour(namespace, 'CalciumMessages'),
      },
    }),
    from: 1,
    silence: 'fine',
  };
}

/** Of a feed: a code or unit that changes at the laboratory shows in how many of its messages hold calcium. */
export function calciumShare(namespace: string, feed: string): AlarmRule {
  const ofFeed = (name: string) =>
    ownMetric(namespace, { name, statistic: Stats.SUM, period: AN_HOUR, dimensions: { feed } });
  return {
    kind: 'CalciumShare',
    of: feed,
    fault: `${feed}: for 3 hours fewer of its messages than usual have held calcium.`,
    metric: new MathExpression({
      expression: '100 * FILL(calcium, 0) / results',
      label: `${feed}: messages with calcium, %`,
      period: AN_HOUR,
      usingMetrics: { calcium: ofFeed('CalciumMessages'), results: ofFeed('ResultMessages') },
    }),
    from: 'below-norm',
    periods: IN_ALL_OF_THREE,
    silence: 'fine',
  };
}
