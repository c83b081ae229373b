import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { countFeeds } from '../../../../infra/local/tools/count-feeds.ts';
import { epochMs, HOUR_MS, isoInstant, MINUTE_MS, plusMs } from '../../../../shared/clinical/instant.ts';
import { statusText } from '../../../../tools/cli/status/report.ts';
import { type StatusOptions, status, watchingIn } from '../../../../tools/cli/status/status.ts';
import { amissOf } from '../../../../tools/status/amiss.ts';
import { alertsStatus } from '../../../../tools/status/open-alerts.ts';
import type { Status } from '../../../../tools/status/status.ts';
import { quietTelemetry } from '../../../integration/local/quiet-telemetry.ts';
import { startLoopback } from '../../../stand-ins/loopback.ts';
import { entry, sent } from '../../chart/charts.ts';
import { quietTerminal } from './samples.ts';

const NOW = quietTerminal().now();
const ONCE = { before: '', pause: async () => expect.unreachable('nothing is watched') };
const ago = (ms: number): string => isoInstant(plusMs(NOW, -ms));

const WELL: Status = {
  at: isoInstant(NOW),
  countedSince: ago(HOUR_MS),
  feeds: [
    {
      ...{ id: 'riverside', lastHeardAt: ago(30_000), expectedGapMinutes: 60 },
      ...{ results: 100, calcium: 31, unmapped: 0 },
    },
  ],
  queues: [{ name: 'intake', waiting: 3, oldestSeconds: 2 }],
  deadLetters: 0,
  alerts: { open: { critical: 1, urgent: 2, routine: 0 }, worklist: 4, unsent: 1, overdue: 0 },
  sweptAt: ago(2_000),
  unread: [],
};
const [FEED] = WELL.feeds ?? [];
const withFeed = (more: Partial<typeof FEED>): Partial<Status> => ({
  feeds: FEED === undefined ? [] : [{ ...FEED, ...more }],
});

/** An `npm start` of which this is the status. */
async function running(...answers: readonly Status[]) {
  let asked = 0;
  const { url, close } = await startLoopback((request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    response.end(request.url === '/status.json' ? JSON.stringify(answer) : '');
  });
  onTestFinished(close);
  return { url, close };
}

async function told(options: StatusOptions, watching = ONCE) {
  const terminal = quietTerminal();
  const code = await status(options, terminal, watching);
  return { code, printed: terminal.printed() };
}

describe('what somebody has to act on', () => {
  test('is nothing where all is well', () => {
    expect(amissOf(WELL)).toEqual([]);
  });

  test.each([
    ['a sweep that is late', { sweptAt: ago(6 * MINUTE_MS) }, 'SweepNotRunning'],
    ['a sweep that never ran', { sweptAt: null }, 'SweepNotRunning'],
    ['dead letters', { deadLetters: 2 }, 'DeadLetters: 2 failed'],
    [
      'a message that waits',
      { queues: [{ name: 'files', waiting: 1, oldestSeconds: 600 }] },
      'OldMessages: in files one waits since 10 minutes',
    ],
    [
      'an alert that is not sent',
      { alerts: { ...WELL.alerts, overdue: 1 } as Status['alerts'] },
      'UnsentAlerts: 1',
    ],
    ['a silent feed', withFeed({ lastHeardAt: ago(2 * HOUR_MS) }), 'FeedsSilent: riverside'],
    [
      'calcium that is not mapped',
      withFeed({ unmapped: 3 }),
      'UnmappedCalcium: riverside sent calcium that is not mapped 3 times',
    ],
    ['a feed without calcium', withFeed({ calcium: 0 }), 'CalciumShare: none of 100 messages'],
    [
      'what could not be looked at',
      { queues: null, unread: ['queues (Denied)'] },
      'could not look at queues',
    ],
  ])('is %s', (_, more: Partial<Status>, expected) => {
    expect(amissOf({ ...WELL, ...more })).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['was never heard', { lastHeardAt: null }],
    ['may be silent', { lastHeardAt: ago(9 * HOUR_MS), expectedGapMinutes: null }],
    ['has sent too little to tell', { results: 49, calcium: 0 }],
  ])('is not a feed that %s', (_, more) => {
    expect(amissOf({ ...WELL, ...withFeed(more) })).toEqual([]);
  });
});

describe('alerts', () => {
  test('are counted by who waits for them', () => {
    const at = epochMs(NOW);
    const claimed = { state: 'claimed', token: 'a', until: at, attempts: 1 } as const;
    const answered = { state: 'acknowledged', by: 'ada', at, reason: 'acting' } as const;
    const one = (id: string, more: object) => entry(id, 'P#1', { raisedAt: at, delivery: sent, ...more });

    expect(
      alertsStatus(
        [
          one('a', { level: 'critical' }),
          one('b', { level: 'urgent', acknowledgement: answered }),
          one('c', { level: 'urgent', acknowledgement: { ...answered, state: 'snoozed', until: at } }),
          one('d', { level: 'worklist', delivery: { state: 'none' } }),
          one('e', { level: 'routine', delivery: claimed }),
          one('f', { level: 'routine', delivery: claimed, raisedAt: plusMs(at, -4 * MINUTE_MS) }),
        ],
        at,
      ),
    ).toEqual({ open: { critical: 1, urgent: 1, routine: 2 }, worklist: 1, unsent: 2, overdue: 1 });
  });
});

describe('what this machine counts', () => {
  test('is the messages of each feed and the last sweep, and goes on to the telemetry', () => {
    const heard: string[] = [];
    const telemetry = { ...quietTelemetry(), count: (metric: string) => void heard.push(metric) };
    const counting = countFeeds(telemetry, { now: () => NOW });

    expect(counting.counts.sweptAt()).toBeUndefined();
    counting.telemetry.count('ResultMessages', 3, { feed: 'riverside' });
    counting.telemetry.count('ResultMessages', 1, { feed: 'riverside' });
    counting.telemetry.count('MessagesJudged', 9, { feed: 'riverside' });
    counting.telemetry.count('SweepRuns');

    const { countOf, sweptAt } = counting.counts;
    expect([countOf('results', 'riverside'), countOf('calcium', 'riverside'), sweptAt()]).toEqual([
      4,
      0,
      NOW,
    ]);
    expect(heard).toHaveLength(4);
  });
});

describe('status of this machine', () => {
  test('is told in words, and ends with 0 where nothing is amiss', async () => {
    const { url } = await running(WELL);

    const { code, printed } = await told({ url });

    expect(code).toBe(0);
    expect(printed).toContain('sweep   2 s ago');
    expect(printed).toContain('intake 3 waiting, the oldest for 2 s');
    expect(printed).toContain('open 1 critical, 2 urgent, 0 routine; worklist 4; 1 not sent yet');
    expect(printed).toMatch(/riverside +30 s ago +100 +31 \(31\.0 %\) +0/);
    expect(printed).toContain('Nothing is amiss.');
  });

  test('ends with 1 and says what to act on, as JSON too', async () => {
    const { url } = await running({ ...WELL, deadLetters: 1 });

    const text = await told({ url });
    const json = await told({ url, json: true });

    expect([text.code, json.code]).toEqual([1, 1]);
    expect(text.printed).toContain('TO ACT ON\n  DeadLetters: 1');
    expect(JSON.parse(json.printed)).toMatchObject({
      deadLetters: 1,
      amiss: ['DeadLetters: 1 failed every attempt'],
    });
  });

  test('is watched, through a restart too', async () => {
    const { url, close } = await running(WELL, { ...WELL, deadLetters: 7 });
    const terminal = quietTerminal();
    const pauses: number[] = [];
    const watching = {
      before: '(cleared)',
      pause: async (ms: number) => {
        pauses.push(ms);
        if (pauses.length === 2) await close();
        if (pauses.length === 3) throw new Error('enough');
      },
    };

    await expect(status({ url, watch: 2 }, terminal, watching)).rejects.toThrow('enough');

    expect(pauses).toEqual([2_000, 2_000, 2_000]);
    expect(terminal.printed()).toMatch(
      /^\(cleared\)[\s\S]+Nothing is amiss[\s\S]+\(cleared\)[\s\S]+DeadLetters: 7[\s\S]+nothing answers at/,
    );
  });

  test('clears a terminal, and nothing else', () => {
    expect([watchingIn(true).before === '', watchingIn(false).before]).toEqual([false, '']);
  });

  test('is refused where nothing answers', async () => {
    const { url, close } = await running(WELL);
    await close();

    await expect(told({ url })).rejects.toThrow('nothing answers at');
  });

  test('says what was not looked at, and of feeds that were never heard', () => {
    const dark: Status = {
      ...WELL,
      queues: null,
      deadLetters: null,
      alerts: null,
      feeds: null,
      sweptAt: null,
    };

    expect(statusText(dark, [], 'here')).toMatch(/sweep {3}not lately\n {2}queue {3}\?[\s\S]+feeds \?/);
    expect(
      statusText({ ...WELL, ...withFeed({ lastHeardAt: null, results: 0, calcium: 0 }) }, [], 'here'),
    ).toMatch(/riverside +never +0 +0 +0/);
  });
});

describe('status of a deployment', () => {
  const [cloudFormation, cloudWatch, lambda, sqs, dynamoDb] = [
    mockClient(CloudFormationClient),
    mockClient(CloudWatchClient),
    mockClient(LambdaClient),
    mockClient(SQSClient),
    mockClient(DynamoDBDocumentClient),
  ];
  const AWS = { deployment: 'prod', region: 'eu-west-2', config: 'tools/samples/calcium-alerts.config.json' };
  const resource = ([
    ResourceType = '',
    LogicalResourceId = '',
    PhysicalResourceId = '',
  ]: readonly string[]) => ({
    ...{ ResourceType, LogicalResourceId, PhysicalResourceId },
    ...{ LastUpdatedTimestamp: undefined, ResourceStatus: 'CREATE_COMPLETE' as const },
  });

  beforeEach(() => {
    for (const service of [cloudFormation, cloudWatch, lambda, sqs, dynamoDb]) service.reset();
    const StackStatus = 'CREATE_COMPLETE';
    const resources = [
      ['AWS::SQS::Queue', 'IntakeQueue1', 'https://sqs/1/intake'],
      ['AWS::SQS::Queue', 'FileDropArrivalsQueue1', 'https://sqs/1/files'],
      ['AWS::SQS::Queue', 'CanaryPagesQueue1', 'https://sqs/1/canary'],
      ['AWS::SQS::Queue', 'IntakeDeadLetters1', 'https://sqs/1/intake-dead'],
      ['AWS::DynamoDB::GlobalTable', 'ChartTable1', 'the-table'],
      ['AWS::Lambda::Function', 'assessFunction1', 'the-assess'],
    ].map(resource);
    cloudFormation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ StackName: '', StackStatus, CreationTime: undefined }] })
      .on(ListStackResourcesCommand)
      .resolves({ StackResourceSummaries: [] })
      .on(ListStackResourcesCommand, { StackName: 'CalciumAlerts-prod-Pipeline' })
      .resolves({ StackResourceSummaries: resources });
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    dynamoDb
      .on(GetCommand)
      .resolves({})
      .on(GetCommand, { Key: { pk: 'FEED#riverside', sk: 'HEARD' } })
      .resolves({ Item: { pk: 'FEED#riverside', sk: 'HEARD', at: NOW - 60_000 } })
      .on(QueryCommand)
      .resolves({ Items: [] });
    sqs
      .on(GetQueueAttributesCommand)
      .resolves({
        Attributes: { ApproximateNumberOfMessages: '4', ApproximateNumberOfMessagesNotVisible: '1' },
      })
      .on(GetQueueAttributesCommand, { QueueUrl: 'https://sqs/1/intake-dead' })
      .resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
    cloudWatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries: [first] = [], NextToken }) => {
      const { MetricName, Namespace } = first?.MetricStat?.Metric ?? {};
      const minute = (minutes: number) => new Date(NOW - minutes * MINUTE_MS);
      if (MetricName === 'SweepRuns' && Namespace === 'CalciumAlerts-prod') {
        const Timestamps = [minute(4), minute(2)];
        return { MetricDataResults: [{ Id: 'latest', Values: [1, 1], Timestamps }] };
      }
      if (Namespace === 'AWS/SQS') return { MetricDataResults: [] };
      if (NextToken === undefined) {
        return { MetricDataResults: [{ Id: 'results_0', Values: [10, 20] }], NextToken: 'more' };
      }
      const calcium = { Id: 'calcium_0', Values: [9] };
      return { MetricDataResults: [{ Id: 'results_0', Values: [30] }, calcium] };
    });
  });

  test('comes from its metrics, its queues and its table', async () => {
    const { code, printed } = await told({ ...AWS, json: true });

    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      feeds: [
        { id: 'riverside', lastHeardAt: ago(60_000), results: 60, calcium: 9, unmapped: 0 },
        { id: 'northmoor', lastHeardAt: null, results: 0 },
      ],
      queues: [
        { name: 'intake', waiting: 5, oldestSeconds: null },
        { name: 'files', waiting: 5, oldestSeconds: null },
      ],
      deadLetters: 0,
      alerts: { open: { critical: 0 }, unsent: 0 },
      sweptAt: ago(2 * MINUTE_MS),
      amiss: [],
    });
  });

  test('goes on without what may not be looked at', async () => {
    sqs.on(GetQueueAttributesCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));

    const { code, printed } = await told(AWS);

    expect(code).toBe(1);
    expect(printed).toContain('could not look at queues (AccessDenied)');
    expect(printed).toContain('prod at ');
  });
});
