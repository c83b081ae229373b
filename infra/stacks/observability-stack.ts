import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import type { EnvironmentSettings } from '../config.ts';
import type { AlarmRule } from '../constructs/alarm-rule.ts';
import { BackupFailures } from '../constructs/backup-failures.ts';
import { canaryAlarms } from '../constructs/canary-alarms.ts';
import { functionAlarms, sweepNotRunning } from '../constructs/function-alarms.ts';
import type { GatewayCanary } from '../constructs/gateway-canary.ts';
import { calciumShare, messageAlarms } from '../constructs/message-alarms.ts';
import { metricNamespaceOf } from '../constructs/metric-namespace.ts';
import { OperationsAlarms } from '../constructs/operations-alarms.ts';
import { OperationsDashboard } from '../constructs/operations-dashboard.ts';
import { contactAlarms, pageAlarms, pageReachedNobody, smsSpend } from '../constructs/page-alarms.ts';
import { queueAlarms } from '../constructs/queue-alarms.ts';
import { rejudgeAlarms } from '../constructs/rejudge-alarms.ts';
import { apiErrors, deskErrors, tableAlarms } from '../constructs/service-alarms.ts';
import type { DeskStack } from './desk-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { RecordStack } from './record-stack.ts';

export type ObservabilityStackProps = StackProps & {
  readonly settings: EnvironmentSettings;
  readonly config: Config;
  readonly record: RecordStack;
  readonly pipeline: PipelineStack;
  /** Undefined where the canary does not try the MLLP gateway. */
  readonly gatewayCanary: GatewayCanary | undefined;
  readonly desk: DeskStack | undefined;
};

/** A message waits for as long while the one before it is tried again; a file takes a function for minutes. */
const OLD_FROM_SECONDS = { intake: 300, fileDrop: 1_800 } as const;

/** What tells operations that something is wrong before a patient is harmed by it. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const namespace = metricNamespaceOf(props.settings.deployment);
    const rules = [...rulesOf(namespace, props)];
    const operations = props.pipeline.topics.operations.topic;
    const { alarms } = new OperationsAlarms(this, 'Alarms', { namespace, operations, rules });
    new BackupFailures(this, 'Backups', operations, props.record.chartTable);
    new OperationsDashboard(this, 'Dashboard', {
      namespace,
      alarms,
      functions: functionsOf(props),
      queues: {
        Intake: props.pipeline.intake.queue,
        FileDrop: props.record.fileDrop.arrivals.queue,
      },
    });
  }
}

function functionsOf({ desk, gatewayCanary, pipeline }: ObservabilityStackProps) {
  return {
    ...pipeline.functions,
    ...(desk && { desk: desk.desk }),
    ...(desk?.events && { 'fhir-events': desk.events.publisher }),
    ...(gatewayCanary && { gatewayCanary: gatewayCanary.canary }),
  };
}

function rulesOf(namespace: string, props: ObservabilityStackProps): readonly AlarmRule[] {
  const { config, desk, gatewayCanary, pipeline, record } = props;
  const { functions, topics } = pipeline;
  const doors = [...pipeline.canary.doors, ...(gatewayCanary?.doors ?? [])];
  return [
    ...queueAlarms('Intake', pipeline.intake, OLD_FROM_SECONDS.intake),
    ...queueAlarms('FileDrop', record.fileDrop.arrivals, OLD_FROM_SECONDS.fileDrop),
    sweepNotRunning(functions.sweep.lambda),
    ...Object.entries(functionsOf(props)).flatMap(([name, { lambda }]) => functionAlarms(name, lambda)),
    ...rejudgeAlarms(namespace),
    ...messageAlarms(namespace),
    ...pageAlarms(namespace),
    ...contactAlarms(namespace),
    smsSpend(config.sms.monthlySpendLimitUsd),
    apiErrors(pipeline.api.api),
    ...(desk ? [deskErrors(desk.api.api)] : []),
    ...doors.flatMap((door) => canaryAlarms(namespace, door)),
    ...tableAlarms(record.chartTable.table),
    ...Array.from(topics.teams, ([team, { topic }]) => pageReachedNobody(team, topic)),
    ...config.feeds.map(({ id }) => calciumShare(namespace, id)),
  ];
}
