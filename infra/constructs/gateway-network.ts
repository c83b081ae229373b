import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnRoute,
  CfnTransitGatewayAttachment,
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  type InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import type { GatewaySettings } from '../doors.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';

/** What laboratories connect to, and where the task listens for it: below 1024 it may not. */
export const MLLP = { port: 2575, taskPort: 2575, text: 'MLLP over TLS' } as const;
export const HL7_HTTPS = { port: 443, taskPort: 8443, text: 'POST /hl7 over TLS' } as const;
export const DOORS = [MLLP, HL7_HTTPS] as const;
export const HEALTH_PORT = 8080;
const HTTPS = Port.tcp(443);

/**
 * What the gateway reaches through an endpoint, by the service: these actions on these resources, nothing else. KMS is not
 * among them: each of these services asks it on the gateway's behalf, from where it is.
 */
type Reach = { readonly actions: readonly string[]; readonly resources: readonly string[] };

export type GatewayNetworkProps = {
  readonly dataKey: DataKey;
  readonly settings: EnvironmentSettings;
  readonly gateway: GatewaySettings;
  readonly reaches: Readonly<Record<'SQS' | 'SECRETS_MANAGER' | 'CLOUDWATCH_LOGS' | 'S3', Reach>>;
};

/** Private subnets that neither the internet nor any network but those listed can reach, and that reach AWS alone. */
export class GatewayNetwork extends Construct {
  readonly vpc: IVpc;
  /** Of the load balancer: open to the laboratories. */
  readonly door: ISecurityGroup;
  /** Of the tasks: open to the load balancer. */
  readonly tasks: ISecurityGroup;
  readonly #endpoints: ISecurityGroup;
  readonly #endpointOf = new Map<string, InterfaceVpcEndpoint>();

  constructor(scope: Construct, id: string, props: GatewayNetworkProps) {
    super(scope, id);
    const { gateway } = props;
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(gateway.vpcCidr),
      maxAzs: 3,
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Gateway', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    this.vpc = vpc as IVpc;
    acknowledge(
      vpc,
      complianceRule('VPCDefaultSecurityGroupClosed'),
      'CloudFormation cannot close it without a function that may change any security group; nothing here is in it.',
    );
    this.#logFlows(vpc, props);
    this.door = this.#group('Door', 'Load balancer of the MLLP gateway');
    this.tasks = this.#group('Tasks', 'Tasks of the MLLP gateway');
    for (const cidr of gateway.allowedCidrs) {
      for (const { port, text } of DOORS) this.door.addIngressRule(Peer.ipv4(cidr), Port.tcp(port), text);
    }
    for (const port of [...DOORS.map(({ taskPort }) => taskPort), HEALTH_PORT]) {
      this.door.addEgressRule(this.tasks, Port.tcp(port));
      this.tasks.addIngressRule(this.door, Port.tcp(port));
    }
    this.#endpoints = this.#group('Endpoints', 'AWS services, as the MLLP gateway reaches them');
    this.#reachServices(vpc, props.reaches);
    if (gateway.transitGatewayId) this.#attach(vpc, gateway.transitGatewayId, gateway.allowedCidrs);
  }

  /** A group of one that sends to the gateway as laboratories do, but from inside, where it has AWS services too. */
  addClient(id: string, description: string): ISecurityGroup {
    const client = this.#group(id, description);
    client.addEgressRule(this.door, Port.tcp(MLLP.port));
    this.door.addIngressRule(client, Port.tcp(MLLP.port));
    this.#openEndpointsTo(client);
    return client;
  }

  /** Lets more through the endpoint of a service than the gateway itself needs. */
  reaches(service: 'SQS' | 'SECRETS_MANAGER', reach: Reach): void {
    this.#endpointOf.get(service)?.addToPolicy(reachThrough(reach, this.#ownOnly()));
  }

  #openEndpointsTo(client: ISecurityGroup): void {
    client.addEgressRule(this.#endpoints, HTTPS, 'AWS services');
    this.#endpoints.addIngressRule(client, HTTPS);
  }

  #ownOnly() {
    return { StringEquals: { 'aws:PrincipalAccount': Stack.of(this).account } };
  }

  #group(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  #logFlows(vpc: Vpc, { dataKey, settings }: GatewayNetworkProps): void {
    const log = new LogGroup(this, 'FlowLog', {
      encryptionKey: dataKey.key,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'FlowLogRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
    });
    vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs(log, role) });
    acknowledge(
      role,
      complianceRule('IAMNoInlinePolicy'),
      'It may write this one log, by one policy inside it that cannot be lent to another.',
    );
  }

  #reachServices(vpc: Vpc, { S3, ...others }: GatewayNetworkProps['reaches']): void {
    const { partition, region } = Stack.of(this);
    const ownOnly = this.#ownOnly();
    this.#openEndpointsTo(this.tasks);
    const image = {
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken'],
      resources: ['*'],
    };
    for (const [service, reach] of Object.entries({ ...others, ECR: image, ECR_DOCKER: image })) {
      const endpoint = vpc.addInterfaceEndpoint(service, {
        service: SERVICES[service as keyof typeof SERVICES],
        securityGroups: [this.#endpoints],
        open: false,
      });
      endpoint.addToPolicy(reachThrough(reach, ownOnly));
      this.#endpointOf.set(service, endpoint);
    }
    const s3 = vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    s3.addToPolicy(reachThrough(S3, ownOnly));
    s3.addToPolicy(
      reachThrough({
        actions: ['s3:GetObject'],
        resources: [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
      }),
    );
    this.tasks.addEgressRule(Peer.anyIpv4(), HTTPS, 'S3 through its endpoint: there is no other way out');
  }

  /** The way to the laboratories' networks, and back. */
  #attach(vpc: Vpc, transitGatewayId: string, cidrs: readonly string[]): void {
    const attachment = new CfnTransitGatewayAttachment(this, 'Attachment', {
      transitGatewayId,
      vpcId: vpc.vpcId,
      subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    });
    for (const [at, subnet] of vpc.isolatedSubnets.entries()) {
      for (const [to, destinationCidrBlock] of cidrs.entries()) {
        new CfnRoute(this, `Route${at}To${to}`, {
          routeTableId: subnet.routeTable.routeTableId,
          destinationCidrBlock,
          transitGatewayId,
        }).addResourceDependency(attachment);
      }
    }
  }
}

const SERVICES = {
  SQS: InterfaceVpcEndpointAwsService.SQS,
  SECRETS_MANAGER: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  CLOUDWATCH_LOGS: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  ECR: InterfaceVpcEndpointAwsService.ECR,
  ECR_DOCKER: InterfaceVpcEndpointAwsService.ECR_DOCKER,
} as const;

function reachThrough({ actions, resources }: Reach, conditions: object = {}): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new AnyPrincipal()],
    actions: [...actions],
    resources: [...resources],
    conditions: { ...conditions },
  });
}
