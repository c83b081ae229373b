import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { NodejsFunction } from './nodejs-function.ts';
import { runOnSchedule } from './run-on-schedule.ts';

/** Runs the re-judge each quarter of an hour: it goes on with that of the night, and when that is done does nothing. */
export class RejudgeSchedule extends Construct {
  constructor(scope: Construct, id: string, rejudge: NodejsFunction) {
    super(scope, id);
    runOnSchedule(this, 'EachQuarter', rejudge, {
      every: Duration.minutes(15),
      description: 'Calcium Alerts: the re-judge of the night',
      reason:
        'A lost run leaves its place in the table, where the next one goes on; an alarm tells when no night comes to its end.',
    });
    acknowledge(
      rejudge.lambda,
      complianceRule('LambdaConcurrency'),
      'One run in a quarter of an hour, and whoever gives the command: there is nothing to withhold from the account. Two at once do no harm, the second stops.',
    );
  }
}
