import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';

const EVERY = Duration.minutes(15);

/** Runs the re-judge each quarter of an hour: it goes on with that of the night, and when that is done does nothing. */
export class RejudgeSchedule extends Construct {
  constructor(scope: Construct, id: string, rejudge: NodejsFunction) {
    super(scope, id);
    const rule = new Rule(this, 'EachQuarter', {
      description: 'Calcium Alerts: the re-judge of the night',
      schedule: Schedule.rate(EVERY),
      targets: [new LambdaFunction(rejudge.live, { maxEventAge: EVERY, retryAttempts: 0 })],
    });
    rejudge.live.configureAsyncInvoke({ maxEventAge: EVERY, retryAttempts: 0 });
    const reason =
      'A lost run leaves its place in the table, where the next one goes on; an alarm tells when no night comes to its end.';
    acknowledge(rule, 'Serverless-EventBusDLQ', reason);
    acknowledge(rejudge.lambda, sharedRule('LambdaDLQ'), reason);
    acknowledge(rejudge.live, 'Serverless-LambdaAsyncFailureDestination', reason);
    acknowledge(
      rejudge.lambda,
      complianceRule('LambdaConcurrency'),
      'One run in a quarter of an hour, and whoever gives the command: there is nothing to withhold from the account. Two at once do no harm, the second stops.',
    );
  }
}
