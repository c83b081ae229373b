import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IRestApi,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import type { Doors } from '../doors.ts';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';
import { Hl7ApiAnswers } from './hl7-api-answers.ts';
import { MutualTlsDomain } from './hl7-domain.ts';
import { Hl7Firewall } from './hl7-firewall.ts';
import type { NodejsFunction } from './nodejs-function.ts';

const STAGE = 'v1';
const PATH = 'hl7';

/** Lambda takes events of 6 MB; a body is in them as base64, and beside it headers and the sender's certificate. */
const MOST_BYTES = 4_600_000;

export type Hl7ApiProps = {
  readonly dataKey: DataKey;
  readonly settings: EnvironmentSettings;
  readonly doors: Pick<Doors, 'hl7Domain' | 'waf'>;
  readonly receive: NodejsFunction;
  /** Longest message, in bytes. */
  readonly mostBytes: number;
};

/**
 * POST /hl7: every body reaches the function as the bytes that were sent. Senders sign by this account's IAM or, on a
 * domain of one's own, show a client certificate; there is then no other address.
 */
export class Hl7Api extends Construct {
  readonly api: RestApi;
  /** Where senders POST to. */
  readonly url: string;
  /** What IAM calls a POST there. */
  readonly postArn: string;

  constructor(scope: Construct, id: string, props: Hl7ApiProps) {
    super(scope, id);
    const { dataKey, settings, doors, receive } = props;
    if (props.mostBytes > MOST_BYTES) {
      throw new Error(`caps.httpBytes: a function takes messages of ${MOST_BYTES} bytes at most; give less`);
    }
    const log = {
      encryptionKey: dataKey.key,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.api = new RestApi(this, 'Api', {
      restApiName: `calcium-alerts-${settings.deployment}`,
      description: 'Calcium Alerts: HL7 v2 over HTTPS',
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true,
      defaultMethodOptions: {
        authorizationType: doors.hl7Domain ? AuthorizationType.NONE : AuthorizationType.IAM,
      },
      disableExecuteApiEndpoint: doors.hl7Domain !== undefined,
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLog', log)),
        accessLogFormat: accessLogFormat(doors),
        dataTraceEnabled: false,
        loggingLevel: MethodLoggingLevel.ERROR,
        metricsEnabled: true,
        tracingEnabled: true,
        throttlingRateLimit: settings.hl7Throttle.perSecond,
        throttlingBurstLimit: settings.hl7Throttle.burst,
      },
    });
    this.api.root
      .addResource(PATH)
      .addMethod('POST', new LambdaIntegration(receive.live, { allowTestInvoke: false }));
    new Hl7ApiAnswers(this, 'Answers', this.api as IRestApi);
    this.url = this.#open(doors);
    this.postArn = this.api.arnForExecuteApi('POST', `/${PATH}`, STAGE);
    if (doors.waf) new Hl7Firewall(this, 'Firewall', { dataKey, settings, stage: this.api.deploymentStage });
    this.#keepExecutionLog(log);
    this.#acknowledgeFindings(doors);
    acknowledge(
      receive.lambda,
      sharedRule('LambdaDLQ'),
      'API Gateway calls it and waits: a fault is answered to the sender, who keeps the message.',
    );
  }

  #open({ hl7Domain }: Hl7ApiProps['doors']): string {
    if (!hl7Domain) return this.api.urlForPath(`/${PATH}`);
    new MutualTlsDomain(this, 'Domain', hl7Domain, this.api as IRestApi);
    return `https://${hl7Domain.name}/${PATH}`;
  }

  /** API Gateway would make this group itself, without key or end. */
  #keepExecutionLog(log: ConstructorParameters<typeof LogGroup>[2]): void {
    const logGroupName = `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`;
    const executionLog = new LogGroup(this, 'ExecutionLog', { ...log, logGroupName });
    this.api.deploymentStage.node.addDependency(executionLog);
  }

  #acknowledgeFindings({ hl7Domain, waf }: Hl7ApiProps['doors']): void {
    acknowledge(
      this.api,
      'AwsSolutions-APIG2',
      'A body is HL7 v2, for which API Gateway has no model: receive answers each fault as the standard asks.',
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
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'The role by which API Gateway writes logs, as AWS documents it; it is assumed by that service alone.',
    );
    if (!waf) {
      acknowledge(
        this.api,
        ['AwsSolutions-APIG3', 'NIST.800.53.R5-APIGWAssociatedWithWAF'],
        hl7Domain
          ? 'Only who shows a certificate of a trusted authority gets past TLS, so a firewall has no anonymous traffic to judge.'
          : 'Only signed requests of this account reach the function, so a firewall has no anonymous traffic to judge.',
      );
    }
    if (hl7Domain) this.#acknowledgeMutualTls();
    else {
      acknowledge(
        this.api,
        'AwsSolutions-COG4',
        'Senders are interface engines, not people: IAM authorises them.',
      );
    }
  }

  #acknowledgeMutualTls(): void {
    acknowledge(
      this.api,
      ['AwsSolutions-APIG4', 'AwsSolutions-COG4'],
      'TLS itself authenticates the sender by its certificate, and receive holds it against those of the feed; there is no way in but that domain.',
    );
  }
}

/** Who, when and how it went; never a header or a body. */
function accessLogFormat({ hl7Domain }: Hl7ApiProps['doors']): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      requestTime: AccessLogField.contextRequestTime(),
      sourceIp: AccessLogField.contextIdentitySourceIp(),
      caller: hl7Domain
        ? AccessLogField.contextIdentityClientCertSubjectDN()
        : AccessLogField.contextIdentityUserArn(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      responseLength: AccessLogField.contextResponseLength(),
      responseLatencyMs: AccessLogField.contextResponseLatency(),
    }),
  );
}
