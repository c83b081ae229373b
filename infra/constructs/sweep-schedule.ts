import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge, sharedRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';

/** Runs the sweep each minute. A run that fails is not tried again: the next one does all that is due. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, sweep: NodejsFunction) {
    super(scope, id);
    const rule = new Rule(this, 'EachMinute', {
      description: 'Calcium Alerts: the sweep',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep.live, { maxEventAge: Duration.minutes(1), retryAttempts: 0 })],
    });
    sweep.live.configureAsyncInvoke({ maxEventAge: Duration.minutes(1), retryAttempts: 0 });
    const reason =
      'A lost run leaves nothing behind that the next minute does not do; an alarm tells when none succeeds.';
    acknowledge(rule, 'Serverless-EventBusDLQ', reason);
    acknowledge(sweep.lambda, sharedRule('LambdaDLQ'), reason);
    acknowledge(sweep.live, 'Serverless-LambdaAsyncFailureDestination', reason);
  }
}
