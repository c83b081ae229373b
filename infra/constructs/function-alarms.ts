import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type AlarmRule, FIVE_MINUTES, IN_TWO_OF_THREE } from './alarm-rule.ts';

/** Its tries follow each other within minutes, and the next run is a quarter of an hour away or more: it would never be at fault twice. */
const SELDOM_RUN: ReadonlySet<string> = new Set(['delivery', 'rejudge', 'subscriptions']);

const sum = { period: FIVE_MINUTES, statistic: Stats.SUM };

/** Of any function: one fault may pass, what comes again does not; of one that seldom runs none may. */
export function functionAlarms(of: string, lambda: IFunction): readonly AlarmRule[] {
  return [
    {
      kind: 'FunctionErrors',
      of,
      fault: `${of}: its runs end in an error or run out of time.`,
      metric: lambda.metricErrors(sum),
      from: 1,
      ...(!SELDOM_RUN.has(of) && { periods: IN_TWO_OF_THREE }),
      silence: 'fine',
    },
    {
      kind: 'FunctionThrottled',
      of,
      fault: `${of}: Lambda refuses to run it as often as it is called.`,
      metric: lambda.metricThrottles(sum),
      from: 1,
      periods: IN_TWO_OF_THREE,
      silence: 'fine',
    },
  ];
}

/** Without the sweep an unfinished delivery stays unfinished. */
export function sweepNotRunning(sweep: IFunction): AlarmRule {
  return {
    kind: 'SweepNotRunning',
    fault: 'The sweep: no run has succeeded for 5 minutes.',
    metric: new MathExpression({
      expression: 'IF(invocations - errors > 0, 0, 1)',
      period: FIVE_MINUTES,
      usingMetrics: { invocations: sweep.metricInvocations(sum), errors: sweep.metricErrors(sum) },
    }),
    from: 1,
    silence: 'fault',
  };
}
