import { Annotations, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import type { EnvironmentSettings } from '../config.ts';
import { type Access, allow } from '../constructs/access.ts';
import { GatewayCanary } from '../constructs/gateway-canary.ts';
import { gatewayImage } from '../constructs/gateway-image.ts';
import { GatewayNetwork } from '../constructs/gateway-network.ts';
import { GatewayService } from '../constructs/gateway-service.ts';
import { metricNamespaceOf } from '../constructs/metric-namespace.ts';
import { alarmName, alarmText } from '../constructs/operations-alarms.ts';
import { canariesOf, deployedConfig } from '../deployed-config.ts';
import { type GatewaySettings, gatewayCanaryOf } from '../doors.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { RecordStack } from './record-stack.ts';

export type GatewayStackProps = StackProps & {
  readonly settings: EnvironmentSettings;
  readonly config: Config;
  readonly gateway: GatewaySettings;
  readonly record: RecordStack;
  readonly pipeline: PipelineStack;
};

/** MLLP and HTTPS over TLS for laboratories in private networks: the listener that runs on one machine too, on Fargate. */
export class GatewayStack extends Stack {
  readonly service: GatewayService;
  /** Undefined where it has no certificate to show. */
  readonly canary: GatewayCanary | undefined;

  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    super(scope, id, props);
    const { config, gateway, pipeline, record, settings } = props;
    const { dataKey } = record;
    const log = new LogGroup(this, 'Log', {
      encryptionKey: dataKey.key,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const uses = {
      QUEUE_URL: pipeline.intake.send(),
      CLAIM_CHECK_BUCKET: record.messages.claimCheck.write(),
      TLS_SECRET_ARN: {
        value: gateway.tlsSecretArn,
        statements: [allow(['secretsmanager:GetSecretValue'], [gateway.tlsSecretArn]), dataKey.use()],
      },
    } satisfies Record<string, Access>;
    const network = new GatewayNetwork(this, 'Network', {
      dataKey,
      settings,
      gateway,
      reaches: {
        SQS: { actions: ['sqs:SendMessage'], resources: [pipeline.intake.queue.queueArn] },
        SECRETS_MANAGER: {
          actions: ['secretsmanager:GetSecretValue'],
          resources: [gateway.tlsSecretArn],
        },
        CLOUDWATCH_LOGS: {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [log.logGroupArn],
        },
        S3: {
          actions: ['s3:PutObject'],
          resources: [record.messages.claimCheck.bucket.arnForObjects('*')],
        },
      },
    });
    const image = gatewayImage(this, deployedConfig(config, canariesOf(gateway)));
    this.service = new GatewayService(this, 'Gateway', { settings, gateway, network, log, image, uses });
    this.canary = this.#canary(props, network);
    this.#tellOfTooFew(props);
    this.#tellOfOldCertificate(props);
    const address = this.service.loadBalancer.loadBalancerDnsName;
    new CfnOutput(this, 'MllpAddress', { value: address });
    new CfnOutput(this, 'HttpsUrl', { value: `https://${gateway.serverName ?? address}/hl7` });
  }

  #canary({ gateway, pipeline, record }: GatewayStackProps, network: GatewayNetwork) {
    const settings = gatewayCanaryOf(gateway);
    if (settings === undefined) {
      Annotations.of(this).addInfo(
        'gateway.canaryCertificateSecretArn is left out: the canary does not try the MLLP gateway.',
      );
      return undefined;
    }
    return new GatewayCanary(this, 'Canary', {
      dataKey: record.dataKey,
      topicNamePrefix: pipeline.topics.teamNamePrefix,
      network,
      loadBalancer: this.service.loadBalancer,
      settings,
      functionProps: pipeline.functionProps('canary', 256),
    });
  }

  #tellOfTooFew({ gateway, pipeline, settings }: GatewayStackProps): void {
    new Alarm(this, 'TooFewTasks', {
      alarmName: alarmName(metricNamespaceOf(settings.deployment), { kind: 'GatewayTooFewTasks' }),
      alarmDescription: alarmText(
        'GatewayTooFewTasks',
        'MLLP gateway: fewer tasks take messages than there should be at least.',
      ),
      metric: this.service.targets.metrics.healthyHostCount({
        period: Duration.minutes(1),
        statistic: Stats.MINIMUM,
      }),
      threshold: gateway.leastTasks,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.BREACHING,
    }).addAlarmAction(new SnsAction(pipeline.topics.operations.topic));
  }

  #tellOfOldCertificate({ pipeline, settings }: GatewayStackProps): void {
    const namespace = metricNamespaceOf(settings.deployment);
    new Alarm(this, 'OldCertificate', {
      alarmName: alarmName(namespace, { kind: 'TlsNotRenewed' }),
      alarmDescription: alarmText(
        'TlsNotRenewed',
        'MLLP gateway: the secret of its certificate cannot be used; it goes on with the certificate that it has.',
      ),
      metric: new Metric({
        namespace,
        metricName: 'TlsNotRenewed',
        period: Duration.minutes(30),
        statistic: Stats.SUM,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(pipeline.topics.operations.topic));
  }
}
