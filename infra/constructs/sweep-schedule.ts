import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge, sharedRule } from './acknowledge.ts';

/** Runs the sweep each minute. A run that fails is not tried again: the next one does all that is due. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, sweep: IFunction) {
    super(scope, id);
    const rule = new Rule(this, 'EachMinute', {
      description: 'Calcium Alerts: the sweep',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep, { maxEventAge: Duration.minutes(1), retryAttempts: 0 })],
    });
    const reason =
      'A lost run leaves nothing behind that the next minute does not do; an alarm tells when none succeeds.';
    acknowledge(rule, 'Serverless-EventBusDLQ', reason);
    acknowledge(sweep, sharedRule('LambdaDLQ'), reason);
  }
}
