import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule, sharedRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';
import { bundledCode } from './function-bundle.ts';
import { type Deploying, GradualDeployment } from './gradual-deployment.ts';

export type NodejsFunctionProps = {
  /** The folder under functions/. */
  readonly entry: string;
  readonly config: Config;
  readonly logRetentionDays: number;
  readonly dataKey: DataKey;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly reservedConcurrency?: number;
  readonly deploying: Deploying;
  readonly metricNamespace: string;
  /** Where it runs, when what it calls is not reached but from there. */
  readonly network?: FunctionNetwork;
};

export type FunctionNetwork = { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };

export type Reading = {
  readonly batchSize: number;
  /** How long a batch is gathered; not at all when left out or 0. */
  readonly windowSeconds?: number;
  readonly maxConcurrency: number;
};

/** What calls a function calls this alias of it. */
const LIVE = 'live';

/** A function of this project on Lambda, with a role that may do nothing but write its own log and trace. */
export class NodejsFunction extends Construct {
  readonly lambda: LambdaFunction;
  /** Where events go: the version that is live, or two of them while one takes over from the other. */
  readonly live: IFunction;
  readonly deployment: GradualDeployment;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: NodejsFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      encryptionKey: props.dataKey.key,
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.#role);
    this.lambda = new LambdaFunction(this, 'Function', {
      architecture: Architecture.ARM_64,
      code: bundledCode(props.entry, props.config),
      description: `Calcium Alerts: ${props.entry}`,
      environment: environmentOf(props),
      handler: 'index.handler',
      logGroup,
      memorySize: props.memoryMegabytes,
      role: this.#role,
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.seconds(props.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.network && {
        vpc: props.network.vpc,
        vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
        securityGroups: [props.network.securityGroup],
      }),
    });
    this.#acknowledgeRole();
    if (props.network) this.#joinNetwork();
    else this.#acknowledgeNoNetwork();
    const version = this.lambda.currentVersion;
    const alias = new Alias(this, 'Live', { aliasName: LIVE, version: version as IVersion });
    this.live = alias as IFunction;
    this.deployment = new GradualDeployment(this, 'Deployment', {
      ...props.deploying,
      alias,
      version,
    });
  }

  /** Sets the environment variable and the rights in one step, so that neither is there without the other. */
  uses(variable: string, access: Access): void {
    this.lambda.addEnvironment(variable, access.value);
    this.reaches(access);
  }

  /** Rights alone: to what the function's events name. */
  reaches({ statements, wildcard }: Access): void {
    for (const statement of statements) this.#role.addToPrincipalPolicy(statement);
    if (wildcard) acknowledge(this.#role, `AwsSolutions-IAM5[${wildcard.finding}]`, wildcard.reason);
  }

  /** Reads a queue in batches; a record that fails comes back alone. */
  reads(queue: IQueue, { batchSize, windowSeconds, maxConcurrency }: Reading): void {
    this.live.addEventSource(
      new SqsEventSource(queue, {
        ...{ batchSize, maxConcurrency, reportBatchItemFailures: true },
        ...(windowSeconds && { maxBatchingWindow: Duration.seconds(windowSeconds) }),
      }),
    );
    acknowledge(
      this.lambda,
      complianceRule('LambdaConcurrency'),
      'Reserved concurrency on the reader of a queue burns receives: its event source has a maximum instead.',
    );
    const reason =
      'What fails goes back to the queue it was read from, which has its own dead-letter queue; SQS sources take no other.';
    acknowledge(this.lambda, sharedRule('LambdaDLQ'), reason);
    acknowledge(this.live, 'Serverless-LambdaEventSourceMappingDestination', reason);
  }

  /** What Lambda does by the role to be in a network. The function itself may do none of it. */
  #joinNetwork(): void {
    this.#role.addToPrincipalPolicy(allow(NETWORK_ACTIONS, ['*']));
    this.#role.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: [...NETWORK_ACTIONS],
        resources: ['*'],
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': functionsOf(this) } },
      }),
    );
  }

  #acknowledgeRole(): void {
    acknowledge(
      this.#role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray has no resources to name, nor has Lambda where it makes network interfaces, which code that runs is denied: the role may do no more on any resource.',
    );
    acknowledge(
      this.#role,
      complianceRule('IAMNoInlinePolicy'),
      'One role for each function and one policy inside it, so that the rights of a function cannot be lent to another.',
    );
  }

  #acknowledgeNoNetwork(): void {
    acknowledge(
      this.lambda,
      complianceRule('LambdaInsideVPC'),
      'It reaches AWS services only, by signed requests over TLS, and none of them is in a VPC: a network of its own would add a way, not close one.',
    );
  }
}

/** As Lambda asks for them: it names no interface before it has made it. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/** Every function of this account and region: the role would else have to name the one that waits for it. */
function functionsOf(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function environmentOf(props: NodejsFunctionProps): Record<string, string> {
  return {
    NODE_OPTIONS: '--enable-source-maps',
    POWERTOOLS_SERVICE_NAME: props.entry,
    POWERTOOLS_METRICS_NAMESPACE: props.metricNamespace,
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}
