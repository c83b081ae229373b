import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { NodejsFunction } from './nodejs-function.ts';
import { runOnSchedule } from './run-on-schedule.ts';

/** Runs the sweep each minute. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, sweep: NodejsFunction) {
    super(scope, id);
    runOnSchedule(this, 'EachMinute', sweep, {
      every: Duration.minutes(1),
      description: 'Calcium Alerts: the sweep',
      reason:
        'A lost run leaves nothing behind that the next minute does not do; an alarm tells when none succeeds.',
    });
  }
}
