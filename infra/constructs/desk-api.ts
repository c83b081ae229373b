import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import type { DeskSettings } from '../desk-settings.ts';
import { acknowledge, sharedRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';
import type { NodejsFunction } from './nodejs-function.ts';

export type DeskApiProps = {
  readonly dataKey: DataKey;
  readonly settings: EnvironmentSettings;
  readonly domain: DeskSettings['domain'];
};

/** Who may ask for what lies below /api: whoever shows a token of this issuer for one of these clients. */
export type TokensOf = { readonly issuer: string; readonly clientIds: readonly string[] };

const READ = [HttpMethod.GET, HttpMethod.HEAD];
const READ_AND_CHANGE = [...READ, HttpMethod.POST];

/** The address of the desk: pages, which know their users by a session, and an API, which knows them by a token. */
export class DeskApi extends Construct {
  readonly api: HttpApi;
  /** Of the API, or of the domain of one's own; without a slash at its end. */
  readonly url: string;
  readonly #name: string;

  constructor(scope: Construct, id: string, { dataKey, settings, domain }: DeskApiProps) {
    super(scope, id);
    this.#name = `calcium-alerts-${settings.deployment}-desk`;
    this.api = new HttpApi(this, 'Api', {
      apiName: this.#name,
      description: 'Calcium Alerts: the desk',
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
    });
    this.url = domain ? `https://${domain.name}` : this.#given();
    const log = new LogGroup(this, 'AccessLog', {
      encryptionKey: dataKey.key,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: settings.deskThrottle.perSecond, burstLimit: settings.deskThrottle.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: ACCESS_LOG },
    });
    if (domain) new ApiMapping(this, 'Mapping', { api: this.api, stage, domainName: this.#domain(domain) });
  }

  /** Everything is answered by one function: pages and sign-in for anybody, the API for who shows a token. */
  serve(desk: NodejsFunction, { issuer, clientIds }: TokensOf): void {
    const integration = new HttpLambdaIntegration('Desk', desk.live);
    const authorizer = new HttpJwtAuthorizer('Tokens', issuer, {
      authorizerName: this.#name,
      jwtAudience: [...clientIds],
    });
    this.api.addRoutes({ path: '/api/{proxy+}', methods: READ_AND_CHANGE, integration, authorizer });
    const open = [
      ...this.api.addRoutes({ path: '/api/v1/openapi.json', methods: READ, integration }),
      ...this.api.addRoutes({ path: '/{proxy+}', methods: READ_AND_CHANGE, integration }),
      ...this.api.addRoutes({ path: '/', methods: READ, integration }),
    ];
    for (const route of open) acknowledge(route, 'AwsSolutions-APIG4', BY_SESSION);
    acknowledge(
      desk.lambda,
      sharedRule('LambdaDLQ'),
      'API Gateway calls it and waits: a fault is answered to the user, who sees that nothing was done.',
    );
  }

  /** Made of the id, which other stacks refer to anyway: so a domain can be given later, and taken back. */
  #given(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  #domain({ name, certificateArn }: NonNullable<DeskSettings['domain']>): DomainName {
    return new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
  }
}

const BY_SESSION =
  'A page has to answer whoever is not signed in yet, by sending them to sign in; the function knows its users by their session, and shows nothing of a patient without one.';

/** Who, when and how it went: the route and not the path, no query and no header. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    requestTime: AccessLogField.contextRequestTime(),
    sourceIp: AccessLogField.contextIdentitySourceIp(),
    subject: AccessLogField.contextAuthorizerClaims('sub'),
    route: '$context.routeKey',
    status: AccessLogField.contextStatus(),
    responseLength: AccessLogField.contextResponseLength(),
    responseLatencyMs: AccessLogField.contextResponseLatency(),
    fault: AccessLogField.contextErrorMessage(),
  }),
);
