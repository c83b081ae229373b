import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';

const EVERY = Duration.minutes(5);

/** Runs a canary every five minutes. */
export function addCanarySchedule(scope: Construct, canary: NodejsFunction): void {
  const rule = new Rule(scope, 'EveryFiveMinutes', {
    description: 'Calcium Alerts: the canary',
    schedule: Schedule.rate(EVERY),
    targets: [new LambdaFunction(canary.live, { maxEventAge: EVERY, retryAttempts: 0 })],
  });
  canary.live.configureAsyncInvoke({ maxEventAge: EVERY, retryAttempts: 0 });
  const reason = 'A run that is lost shows as a canary that failed, and the next one does it all again.';
  acknowledge(rule, 'Serverless-EventBusDLQ', reason);
  acknowledge(canary.lambda, sharedRule('LambdaDLQ'), reason);
  acknowledge(canary.live, 'Serverless-LambdaAsyncFailureDestination', reason);
  acknowledge(
    canary.lambda,
    complianceRule('LambdaConcurrency'),
    'It runs once in five minutes and never twice at once: there is nothing to withhold from the account.',
  );
}
