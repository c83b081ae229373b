import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EVERY_OPTION, resourcesOf, templatesOfApp } from '../../infra/whole-app.ts';
import { sampleConfig, templatesOf } from './stacks.ts';

const { observability, pipeline } = templatesOf('prod');
const NAMESPACE = 'CalciumAlerts-prod';
const FUNCTIONS = [
  ...['receive', 'unbatch', 'assess', 'sweep', 'rejudge'],
  ...['delivery', 'subscriptions', 'canary', 'desk'],
];

/** Once an hour, or with an SMS: waiting for a second faulty period would be waiting for ever. */
const SELDOM_RUN = ['delivery', 'rejudge', 'subscriptions'];

type AlarmProperties = {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly unknown[];
  readonly ComparisonOperator: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly ReturnData: boolean;
  }[];
};

const propertiesOf = (template: typeof observability): AlarmProperties[] =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const alarms = propertiesOf(observability);
const named = (name: string) => alarms.find(({ AlarmName }) => AlarmName === `${NAMESPACE}-${name}`);

const FINE = 'notBreaching';
const FAULT = 'breaching';
const MINUTE = 60;
const HOUR = 3_600;

/** Name, metric, statistic, threshold, period, how many periods of how many, and what missing data means. */
type Row = readonly [string, string, string, number, number, string, string];

/** Alarms on one metric as it is. */
const PLAIN: readonly Row[] = [
  ...['Intake', 'FileDrop'].map(
    (queue): Row => [
      `DeadLetters-${queue}`,
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'Maximum',
      1,
      5 * MINUTE,
      '1/1',
      FINE,
    ],
  ),
  ['OldMessages-Intake', 'AWS/SQS ApproximateAgeOfOldestMessage', 'Maximum', 300, 5 * MINUTE, '2/2', FINE],
  [
    'OldMessages-FileDrop',
    'AWS/SQS ApproximateAgeOfOldestMessage',
    'Maximum',
    1_800,
    5 * MINUTE,
    '2/2',
    FINE,
  ],
  ...FUNCTIONS.flatMap((name): Row[] => [
    [
      `FunctionErrors-${name}`,
      'AWS/Lambda Errors',
      'Sum',
      1,
      5 * MINUTE,
      SELDOM_RUN.includes(name) ? '1/1' : '2/3',
      FINE,
    ],
    [`FunctionThrottled-${name}`, 'AWS/Lambda Throttles', 'Sum', 1, 5 * MINUTE, '2/3', FINE],
  ]),
  ['RejudgeMissed', `${NAMESPACE} RejudgeMissed`, 'Sum', 1, HOUR, '1/1', FINE],
  ['RejudgeFailed', `${NAMESPACE} RejudgeFailed`, 'Sum', 1, HOUR, '1/1', FINE],
  ['RejudgeNotRunning', `${NAMESPACE} RejudgeAgeMs`, 'Maximum', 36 * HOUR * 1_000, 2 * HOUR, '1/1', FAULT],
  ['MessagesFailing', `${NAMESPACE} MessagesRetried`, 'Sum', 1, 5 * MINUTE, '3/3', FINE],
  ['MessagesQuarantined', `${NAMESPACE} MessagesQuarantined`, 'Sum', 1, HOUR, '1/1', FINE],
  ['MessagesRefused', `${NAMESPACE} MessagesRefused`, 'Sum', 1, HOUR, '1/1', FINE],
  ['UnmappedCalcium', `${NAMESPACE} UnmappedCalciumMessages`, 'Sum', 1, HOUR, '1/1', FINE],
  ['FeedsSilent', `${NAMESPACE} FeedsSilent`, 'Maximum', 1, 5 * MINUTE, '1/1', FINE],
  ['UnsentAlerts', `${NAMESPACE} OldestUnsentMs`, 'Maximum', 180_000, 5 * MINUTE, '1/1', FINE],
  ['AlertsUnanswered', `${NAMESPACE} AlertsUnanswered`, 'Sum', 1, 5 * MINUTE, '1/1', FINE],
  ['PublishFailed', `${NAMESPACE} PublishFailed`, 'Sum', 1, 5 * MINUTE, '2/3', FINE],
  ['SlowPages', `${NAMESPACE} ReceiveToPageMs`, 'p99', 5_000, 5 * MINUTE, '2/3', FINE],
  ['PagesStorm', `${NAMESPACE} PagesHeld`, 'Sum', 1, 5 * MINUTE, '1/1', FINE],
  ['PagesToFallbackTeam', `${NAMESPACE} PagesToFallbackTeam`, 'Sum', 1, 5 * MINUTE, '1/1', FINE],
  ['LevelsUnheard', `${NAMESPACE} LevelsUnheard`, 'Maximum', 1, 2 * HOUR, '1/1', FINE],
  ['SubscriptionsMissing', `${NAMESPACE} SubscriptionsMissing`, 'Maximum', 1, 2 * HOUR, '1/1', FAULT],
  ['SubscriptionsUnconfirmed', `${NAMESPACE} SubscriptionsUnconfirmed`, 'Maximum', 1, 2 * HOUR, '1/1', FINE],
  ['SmsFailed', `${NAMESPACE} SmsFailed`, 'Sum', 1, 5 * MINUTE, '1/1', FINE],
  ['SmsSpend', 'AWS/SNS SMSMonthToDateSpentUSD', 'Maximum', 0.8, 5 * MINUTE, '1/1', FINE],
  ['ApiErrors', 'AWS/ApiGateway 5XXError', 'Sum', 1, 5 * MINUTE, '2/3', FINE],
  ['DeskErrors', 'AWS/ApiGateway 5xx', 'Sum', 1, 5 * MINUTE, '2/3', FINE],
  ...['https', 'file'].flatMap((door): Row[] => [
    [`CanaryFailed-${door}`, `${NAMESPACE} CanaryFailed`, 'Maximum', 1, 5 * MINUTE, '2/2', FAULT],
    [`CanaryLate-${door}`, `${NAMESPACE} CanaryMs`, 'Maximum', 20_000, 5 * MINUTE, '2/2', FINE],
  ]),
];

/** Alarms on several metrics, which ring at 1. */
const MATHS: readonly (readonly [string, string, string, string])[] = [
  ['SweepNotRunning', 'IF(invocations - errors > 0, 0, 1)', '1/1', FAULT],
  ['ValuesQuarantined', 'IF(values >= 5 AND 100 * values >= 2 * FILL(calcium, 0), 1, 0)', '1/1', FINE],
  ['TableThrottled', 'FILL(reads, 0) + FILL(writes, 0)', '2/3', FINE],
  [
    'TableErrors',
    'FILL(getitem, 0) + FILL(putitem, 0) + FILL(query, 0) + FILL(scan, 0) + FILL(updateitem, 0)',
    '2/3',
    FINE,
  ],
  ...sampleConfig.teams.map(
    ({ id }) =>
      [`PageReachedNobody-${id}`, 'IF(published > 0 AND FILL(delivered, 0) < 1, 1, 0)', '1/1', FINE] as const,
  ),
];

const SHARES = sampleConfig.feeds.map(({ id }) => `CalciumShare-${id}`);

function periods(text: string) {
  const [DatapointsToAlarm, EvaluationPeriods] = text.split('/').map(Number);
  return { DatapointsToAlarm, EvaluationPeriods };
}

describe('operations hear', () => {
  test.each(PLAIN)('of %s: %s, %s from %d in %d s, %s, %s', (name, metric, statistic, ...rest) => {
    const [Threshold, Period, atFault, TreatMissingData] = rest;
    const [Namespace, MetricName] = metric.split(' ');

    expect(named(name)).toMatchObject({
      ...{ Namespace, MetricName, Threshold, Period, TreatMissingData, ...periods(atFault) },
      ...(statistic.startsWith('p') ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  test.each(MATHS)('of %s: %s, %s, %s', (name, expression, atFault, TreatMissingData) => {
    expect(named(name)).toMatchObject({
      ...{ Threshold: 1, TreatMissingData, ...periods(atFault) },
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(named(name)?.Metrics?.filter(({ ReturnData }) => ReturnData)).toMatchObject([
      { Expression: expression },
    ]);
  });

  test.each(SHARES)('of %s when it falls below its own norm', (name) => {
    expect(named(name)).toMatchObject({
      ComparisonOperator: 'LessThanLowerThreshold',
      ...periods('3/3'),
      TreatMissingData: FINE,
    });
    expect(named(name)?.Metrics?.flatMap(({ Expression }) => Expression ?? [])).toEqual([
      'ANOMALY_DETECTION_BAND(m0, 3)',
      '100 * FILL(calcium, 0) / results',
    ]);
  });

  test('of nothing else', () => {
    const expected = [...PLAIN.map(([name]) => name), ...MATHS.map(([name]) => name), ...SHARES];

    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      expected.map((name) => `${NAMESPACE}-${name}`).sort(),
    );
  });

  test('by their encrypted topic, of every alarm', () => {
    for (const { AlarmActions } of alarms) {
      expect(AlarmActions).toEqual([{ 'Fn::ImportValue': expect.stringContaining('Operations') }]);
    }
  });

  test('of a metric of each door and feed by its own name', () => {
    expect(named('CanaryFailed-https')?.Dimensions).toEqual([{ Name: 'door', Value: 'https' }]);
    expect(JSON.stringify(named('CalciumShare-riverside')?.Metrics)).toContain('"Value":"riverside"');
  });
});

describe('the runbook', () => {
  const headings = readFileSync('docs/operations.md', 'utf8')
    .split('\n## The alarms\n')[1]
    ?.split('\n## ')[0]
    ?.matchAll(/^### (\w+)$/gm);
  const told = Array.from(headings ?? [], ([, heading = '']) => heading.toLowerCase());
  const everyAlarm = resourcesOf(templatesOfApp(EVERY_OPTION))
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties as AlarmProperties);

  test('has a heading for every alarm, which leads there', () => {
    for (const { AlarmName = '', AlarmDescription } of everyAlarm) {
      const [, anchor = ''] = / Runbook: docs\/operations\.md#(\w+)$/.exec(AlarmDescription) ?? [];
      expect(told, `${AlarmName}: ${AlarmDescription}`).toContain(anchor);
    }
  });

  test('has no heading for an alarm that there is not', () => {
    const led = new Set(everyAlarm.map(({ AlarmDescription }) => AlarmDescription.split('#')[1]));

    expect(told.filter((heading) => !led.has(heading))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
  });
});

describe('the dashboard', () => {
  const [dashboard] = Object.values(observability.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);

  test('is named as the deployment and shows every alarm', () => {
    expect(dashboard?.Properties.DashboardName).toBe(NAMESPACE);
    expect(body.match(/"Fn::GetAtt":\["Alarms\w+","Arn"\]/g)).toHaveLength(alarms.length);
  });

  test.each(['ReceiveToPageMs', 'OldestUnsentMs', 'CanaryMs', 'CalciumMessages', 'PagesPublished'])(
    'draws %s',
    (metric) => {
      expect(body).toContain(metric);
    },
  );
});

describe('the metrics of a deployment', () => {
  test('lie in a namespace of its own', () => {
    const environments = Object.values(pipeline.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_METRICS_NAMESPACE,
    );

    expect(new Set(environments)).toEqual(new Set([NAMESPACE]));
  });
});

test('the limit of SMS spending is that of the configuration', () => {
  const { observability: limited } = templatesOf('dev', {
    ...sampleConfig,
    sms: { monthlySpendLimitUsd: 200 },
  });

  limited.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'CalciumAlerts-dev-SmsSpend',
    Threshold: 160,
  });
});
