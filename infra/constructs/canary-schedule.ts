import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';
import { runOnSchedule } from './run-on-schedule.ts';

/** Runs a canary every five minutes. */
export function addCanarySchedule(scope: Construct, canary: NodejsFunction): void {
  runOnSchedule(scope, 'EveryFiveMinutes', canary, {
    every: Duration.minutes(5),
    description: 'Calcium Alerts: the canary',
    reason: 'A run that is lost shows as a canary that failed, and the next one does it all again.',
  });
  acknowledge(
    canary.lambda,
    complianceRule('LambdaConcurrency'),
    'It runs once in five minutes and never twice at once: there is nothing to withhold from the account.',
  );
}
