import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';

const STAGE = 'v1';

export type Hl7ApiProps = {
  readonly dataKey: DataKey;
  readonly settings: EnvironmentSettings;
  readonly receive: IFunction;
};

/** POST /hl7 for senders of this account's IAM; every body reaches the function as the bytes that were sent. */
export class Hl7Api extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, props: Hl7ApiProps) {
    super(scope, id);
    const log = {
      encryptionKey: props.dataKey.key,
      retention: props.settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.api = new RestApi(this, 'Api', {
      description: 'Calcium Alerts: HL7 v2 over HTTPS',
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true,
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLog', log)),
        accessLogFormat: accessLogFormat(),
        dataTraceEnabled: false,
        loggingLevel: MethodLoggingLevel.ERROR,
        metricsEnabled: true,
        tracingEnabled: true,
        throttlingRateLimit: 200,
        throttlingBurstLimit: 400,
      },
    });
    this.api.root
      .addResource('hl7')
      .addMethod('POST', new LambdaIntegration(props.receive, { allowTestInvoke: false }));
    this.#keepExecutionLog(log);
    this.#acknowledgeFindings();
    acknowledge(
      props.receive,
      sharedRule('LambdaDLQ'),
      'API Gateway calls it and waits: a fault is answered to the sender, who keeps the message.',
    );
  }

  /** API Gateway would make this group itself, without key or end. */
  #keepExecutionLog(log: ConstructorParameters<typeof LogGroup>[2]): void {
    const logGroupName = `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`;
    const executionLog = new LogGroup(this, 'ExecutionLog', { ...log, logGroupName });
    this.api.deploymentStage.node.addDependency(executionLog);
  }

  #acknowledgeFindings(): void {
    acknowledge(
      this.api,
      'AwsSolutions-APIG2',
      'A body is HL7 v2, for which API Gateway has no model: receive answers each fault as the standard asks.',
    );
    acknowledge(
      this.api,
      ['AwsSolutions-APIG3', 'NIST.800.53.R5-APIGWAssociatedWithWAF'],
      'Only signed requests of this account reach the function, so a firewall has no anonymous traffic to judge.',
    );
    acknowledge(
      this.api,
      complianceRule('APIGWCacheEnabledAndEncrypted'),
      'An acknowledgement answers one message: a cached one would acknowledge a message that nobody stored.',
    );
    acknowledge(
      this.api,
      complianceRule('APIGWSSLEnabled'),
      'A client certificate is for an HTTP backend. This one is a function, which API Gateway invokes by IAM.',
    );
    acknowledge(
      this.api,
      'AwsSolutions-COG4',
      'Senders are interface engines, not people: IAM authorises them.',
    );
    acknowledge(
      this.api,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'The role by which API Gateway writes logs, as AWS documents it; it is assumed by that service alone.',
    );
  }
}

/** Who, when and how it went; never a header or a body. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      requestTime: AccessLogField.contextRequestTime(),
      sourceIp: AccessLogField.contextIdentitySourceIp(),
      caller: AccessLogField.contextIdentityUserArn(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      responseLength: AccessLogField.contextResponseLength(),
      responseLatencyMs: AccessLogField.contextResponseLatency(),
    }),
  );
}
