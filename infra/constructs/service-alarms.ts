import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type AlarmRule, FIVE_MINUTES, IN_TWO_OF_THREE } from './alarm-rule.ts';

const sum = { period: FIVE_MINUTES, statistic: Stats.SUM };

/** What of the table is read and written here (shared/chart/dynamodb-table.ts). */
const OPERATIONS = ['GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'] as const;

/** The door of HTTPS does not answer as it should: senders keep what they have. */
export function apiErrors(api: RestApi): AlarmRule {
  return {
    kind: 'ApiErrors',
    fault: 'The HL7 API answers 5xx: senders keep their messages and send them again.',
    metric: api.deploymentStage.metricServerError(sum),
    from: 1,
    periods: IN_TWO_OF_THREE,
    silence: 'fine',
  };
}

/** Who is paged cannot see why, or cannot answer. */
export function deskErrors(api: HttpApi): AlarmRule {
  return {
    kind: 'DeskErrors',
    fault: 'The desk answers 5xx: who is paged may not see the alert, nor acknowledge it.',
    metric: api.metricServerError(sum),
    from: 1,
    periods: IN_TWO_OF_THREE,
    silence: 'fine',
  };
}

/** DynamoDB refuses, or fails: messages go back to the queue meanwhile. */
export function tableAlarms(table: TableV2): readonly AlarmRule[] {
  const of = (metricName: string, more: Readonly<Record<string, string>> = {}) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, ...more },
      ...sum,
    });
  const errors = OPERATIONS.map((operation): [string, Metric] => [
    operation.toLowerCase(),
    of('SystemErrors', { Operation: operation }),
  ]);
  return [
    {
      kind: 'TableThrottled',
      fault: 'DynamoDB throttles the chart table.',
      metric: new MathExpression({
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        period: FIVE_MINUTES,
        usingMetrics: { reads: of('ReadThrottleEvents'), writes: of('WriteThrottleEvents') },
      }),
      from: 1,
      periods: IN_TWO_OF_THREE,
      silence: 'fine',
    },
    {
      kind: 'TableErrors',
      fault: 'DynamoDB fails on the chart table.',
      metric: new MathExpression({
        expression: errors.map(([id]) => `FILL(${id}, 0)`).join(' + '),
        period: FIVE_MINUTES,
        usingMetrics: Object.fromEntries(errors),
      }),
      from: 1,
      periods: IN_TWO_OF_THREE,
      silence: 'fine',
    },
  ];
}
