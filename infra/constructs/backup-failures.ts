import { type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ChartTable } from './chart-table.ts';

const RUNBOOK = 'docs/operations.md#restoring-and-the-drill';

/** Operations hear of a copy of the table that was not made: a backup is missed on the day it is needed, else. */
export class BackupFailures extends Construct {
  constructor(scope: Construct, id: string, operations: Topic, { table }: ChartTable) {
    super(scope, id);
    // Without a condition, which EventBridge does not meet at a topic: it would fail in silence.
    operations.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [operations.topicArn],
      }),
    );
    const rule = new Rule(this, 'NotCopied', {
      description: 'Calcium Alerts: a copy of the chart table was not made',
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Backup Job State Change', 'Copy Job State Change'],
        detail: { state: ['ABORTED', 'EXPIRED', 'FAILED'], resourceArn: [table.tableArn] },
      },
      targets: [tells(operations)],
    });
    acknowledge(
      rule,
      'Serverless-EventBusDLQ',
      'EventBridge tries for a day; the vault itself says what copies there are, and the next is made a day later.',
    );
  }
}

/** Not the CDK's target, which would give its rights to the topic in the other stack once more. */
function tells({ topicArn: arn }: Topic): IRuleTarget {
  const text = `A copy of the chart table was not made: the job failed, was stopped or ran out of time. Runbook: ${RUNBOOK}`;
  return { bind: () => ({ arn, input: RuleTargetInput.fromText(text) }) };
}
