import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

const period = Duration.minutes(5);

type Fault = {
  readonly description: string;
  readonly metric: IMetric;
  /** What no data says: nothing happened, or nothing works. */
  readonly silence: TreatMissingData;
};

/** Faults that would otherwise be silent, told to operations: each metric is at least 1 while its fault lasts. */
export class OperationsAlarms extends Construct {
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, operations: Topic) {
    super(scope, id);
    this.#action = new SnsAction(operations);
    operations.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [operations.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** One message given up is one too many. */
  deadLetters(name: string, queue: IQueue): void {
    this.#add(`${name}DeadLetters`, {
      description: `${name}: messages were given up. Find the cause, then redrive them.`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      silence: TreatMissingData.NOT_BREACHING,
    });
  }

  /** SNS takes a page that no subscription asks for, and says nothing. */
  pageReachedNobody(team: string, topic: Topic): void {
    const metric = new MathExpression({
      expression: 'IF(published > 0 AND delivered + failed < 1, 1, 0)',
      period,
      usingMetrics: {
        published: topic.metricNumberOfMessagesPublished({ period, statistic: Stats.SUM }),
        delivered: topic.metricNumberOfNotificationsDelivered({ period, statistic: Stats.SUM }),
        failed: topic.metricNumberOfNotificationsFailed({ period, statistic: Stats.SUM }),
      },
    });
    this.#add(`${team}ReachedNobody`, {
      description: `${team}: a page was published and handed to nobody. Look at the topic's subscriptions.`,
      metric,
      silence: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Without the sweep an unfinished delivery stays unfinished. */
  notRunning(name: string, lambda: IFunction): void {
    const metric = new MathExpression({
      expression: 'IF(invocations - errors > 0, 0, 1)',
      period,
      usingMetrics: {
        invocations: lambda.metricInvocations({ period, statistic: Stats.SUM }),
        errors: lambda.metricErrors({ period, statistic: Stats.SUM }),
      },
    });
    this.#add(`${name}NotRunning`, {
      description: `${name}: no run has succeeded for 5 minutes.`,
      metric,
      silence: TreatMissingData.BREACHING,
    });
  }

  #add(id: string, { description, metric, silence }: Fault): void {
    new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: silence,
    }).addAlarmAction(this.#action);
  }
}
