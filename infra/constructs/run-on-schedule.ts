import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { acknowledge, sharedRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';

export type ScheduledRun = {
  readonly every: Duration;
  readonly description: string;
  /** Why a run that is lost does no harm. */
  readonly reason: string;
};

/** Runs a function again and again. A run that fails is not tried again: the next one does what is left. */
export function runOnSchedule(
  scope: Construct,
  id: string,
  run: NodejsFunction,
  { every, description, reason }: ScheduledRun,
): void {
  const once = { maxEventAge: every, retryAttempts: 0 };
  const rule = new Rule(scope, id, {
    description,
    schedule: Schedule.rate(every),
    targets: [new LambdaFunction(run.live, once)],
  });
  run.live.configureAsyncInvoke(once);
  acknowledge(rule, 'Serverless-EventBusDLQ', reason);
  acknowledge(run.lambda, sharedRule('LambdaDLQ'), reason);
  acknowledge(run.live, 'Serverless-LambdaAsyncFailureDestination', reason);
}
