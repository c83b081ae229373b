import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  type CreateAlarmOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmKind, type AlarmRule, MISSING_DATA } from './alarm-rule.ts';

const RUNBOOK = 'docs/operations.md';

/** How far below its norm a metric may fall, in standard deviations. */
const NORM_WIDTH = 3;

/** The name of an alarm: whoever deploys, mutes or is woken by it needs no generated one. */
export function alarmName(namespace: string, { kind, of }: Pick<AlarmRule, 'kind' | 'of'>): string {
  return [namespace, kind, of].filter(Boolean).join('-');
}

/** What an alarm says: what is wrong, and where it is told what to do. */
export function alarmText(kind: AlarmKind, fault: string): string {
  return `${fault} Runbook: ${RUNBOOK}#${kind.toLowerCase()}`;
}

export type OperationsAlarmsProps = {
  readonly namespace: string;
  readonly operations: Topic;
  readonly rules: readonly AlarmRule[];
};

/** Faults that would otherwise be silent, told to operations. */
export class OperationsAlarms extends Construct {
  readonly alarms: readonly AlarmBase[];

  constructor(scope: Construct, id: string, props: OperationsAlarmsProps) {
    super(scope, id);
    const { namespace, operations, rules } = props;
    letCloudWatchPublish(operations);
    const action = new SnsAction(operations);
    this.alarms = rules.map((rule) => {
      const alarm = this.#add(namespace, rule);
      alarm.addAlarmAction(action);
      return alarm;
    });
  }

  #add(namespace: string, rule: AlarmRule): Alarm {
    const { kind, of = '', metric, from, silence, periods = { atFault: 1, of: 1 } } = rule;
    const options = {
      alarmName: alarmName(namespace, rule),
      alarmDescription: alarmText(kind, rule.fault),
      datapointsToAlarm: periods.atFault,
      evaluationPeriods: periods.of,
      treatMissingData: MISSING_DATA[silence],
    } satisfies Partial<CreateAlarmOptions>;
    if (from === 'below-norm') {
      return new AnomalyDetectionAlarm(this, kind + of, {
        ...options,
        metric,
        stdDevs: NORM_WIDTH,
        comparisonOperator: ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
      });
    }
    return new Alarm(this, kind + of, {
      ...options,
      metric,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
  }
}

function letCloudWatchPublish(operations: Topic): void {
  operations.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [operations.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(operations).account } },
    }),
  );
}
