import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import {
  type ILambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Alias, Version } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmText } from './operations-alarms.ts';

const CONFIGS = {
  /** A tenth more every two minutes: the sweep, which runs once a minute, is seen too before the new version has it all. */
  gradual: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_2MINUTES,
  'at-once': LambdaDeploymentConfig.ALL_AT_ONCE,
} as const;
export type DeploymentPace = keyof typeof CONFIGS;

export type Deploying = {
  readonly pace: DeploymentPace;
  readonly application: ILambdaApplication;
  /** Assumed by CodeDeploy. */
  readonly role: IRole;
  /** Hears of a version that fails. */
  readonly operations: ITopic;
};

export type GradualDeploymentProps = Deploying & { readonly alias: Alias; readonly version: Version };

/** Moves an alias to each new version step by step, and back to the one before as soon as an alarm of it rings. */
export class GradualDeployment extends Construct {
  readonly group: LambdaDeploymentGroup;

  constructor(scope: Construct, id: string, props: GradualDeploymentProps) {
    super(scope, id);
    const alarm = this.#newVersionFails(props);
    alarm.addAlarmAction(new SnsAction(props.operations));
    this.group = new LambdaDeploymentGroup(this, 'Group', {
      application: props.application,
      alias: props.alias,
      deploymentConfig: CONFIGS[props.pace],
      role: props.role,
      alarms: [alarm],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
  }

  /**
   * Alarms of another stack, by name: a reference would tie the two stacks into a circle. An alarm that rings already
   * stops every deployment, one that mends its cause too: take such as only a new version can set off.
   */
  rollsBackOn(alarmNames: readonly string[]): void {
    for (const name of alarmNames) this.group.addAlarm(Alarm.fromAlarmName(this, name, name));
  }

  /** Of the new version alone: what the old one does wrong must not keep its cure out. */
  #newVersionFails({ alias, version }: GradualDeploymentProps): Alarm {
    return new Alarm(this, 'NewVersionFails', {
      alarmDescription: alarmText(
        'NewVersionFails',
        'The version being deployed fails: traffic goes back to the one before.',
      ),
      metric: alias.metricErrors({
        period: Duration.minutes(1),
        statistic: Stats.SUM,
        dimensionsMap: {
          FunctionName: alias.lambda.functionName,
          Resource: `${alias.lambda.functionName}:${alias.aliasName}`,
          ExecutedVersion: version.version,
        },
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
