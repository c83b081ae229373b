import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OperationsAlarms } from '../constructs/operations-alarms.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { RecordStack } from './record-stack.ts';

export type ObservabilityStackProps = StackProps & {
  readonly record: RecordStack;
  readonly pipeline: PipelineStack;
};

/** What tells operations that something is wrong before a patient is harmed by it. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { record, pipeline } = props;
    const alarms = new OperationsAlarms(this, 'Alarms', pipeline.topics.operations.topic);
    alarms.deadLetters('Intake', pipeline.intake.deadLetters);
    alarms.deadLetters('FileDrop', record.fileDrop.arrivals.deadLetters);
    alarms.notRunning('Sweep', pipeline.functions.sweep.lambda);
    for (const [team, { topic }] of pipeline.topics.teams) alarms.pageReachedNobody(team, topic);
  }
}
