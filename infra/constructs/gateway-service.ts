import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AvailabilityZoneRebalancing,
  AwsLogDriverMode,
  Capability,
  Cluster,
  type ContainerDefinition,
  type ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import {
  NetworkLoadBalancer,
  type NetworkTargetGroup,
  Protocol,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import type { GatewaySettings } from '../doors.ts';
import type { Access } from './access.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import { DOORS, type GatewayNetwork, HEALTH_PORT, HL7_HTTPS, MLLP } from './gateway-network.ts';
import { metricNamespaceOf } from './metric-namespace.ts';

/** The user of the image. */
const NOT_ROOT = '1000:1000';
/** Half of what a task takes, in connections and in CPU, so that the tasks left can carry one that is lost. */
const CONNECTIONS_A_TASK = 256;
const CPU_PERCENT = 50;

export type GatewayServiceProps = {
  readonly settings: EnvironmentSettings;
  readonly gateway: GatewaySettings;
  readonly network: GatewayNetwork;
  readonly log: LogGroup;
  readonly image: ContainerImage;
  /** By the environment variable that tells the gateway of it. */
  readonly uses: Readonly<Record<string, Access>>;
};

/** The listeners of MLLP and HTTPS on Fargate: TLS ends in the task, which sees each laboratory's certificate; the load balancer only passes bytes on. */
export class GatewayService extends Construct {
  readonly loadBalancer: NetworkLoadBalancer;
  readonly targets: NetworkTargetGroup;
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: GatewayServiceProps) {
    super(scope, id);
    const { gateway, network, settings } = props;
    const { vpc } = network;
    const container = this.#container(props);
    this.service = new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', {
        vpc,
        containerInsightsV2: ContainerInsights.ENABLED,
      }) as ICluster,
      taskDefinition: container.taskDefinition,
      desiredCount: gateway.leastTasks,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      circuitBreaker: { enable: true, rollback: true },
      securityGroups: [network.tasks],
      assignPublicIp: false,
      enableExecuteCommand: false,
    });
    // No task starts before it can reach its image, its secret and its log.
    this.service.node.addDependency(network);
    this.loadBalancer = new NetworkLoadBalancer(this, 'LoadBalancer', {
      vpc,
      internetFacing: false,
      crossZoneEnabled: true,
      securityGroups: [network.door],
      deletionProtection: settings.terminationProtection,
    });
    this.targets = this.#passOn('Mllp', MLLP, container);
    this.#passOn('Https', HL7_HTTPS, container);
    this.#scale(props);
    this.#acknowledgeLoadBalancer(settings);
  }

  /** Bytes as they come: TLS is the task's. */
  #passOn(
    id: string,
    { port, taskPort }: (typeof DOORS)[number],
    { containerName }: ContainerDefinition,
  ): NetworkTargetGroup {
    return this.loadBalancer.addListener(id, { port, protocol: Protocol.TCP }).addTargets('Tasks', {
      port: taskPort,
      protocol: Protocol.TCP,
      targets: [this.service.loadBalancerTarget({ containerName, containerPort: taskPort })],
      healthCheck: {
        protocol: Protocol.HTTP,
        port: String(HEALTH_PORT),
        path: '/',
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
      deregistrationDelay: Duration.seconds(30),
    });
  }

  #acknowledgeLoadBalancer({ terminationProtection }: EnvironmentSettings): void {
    if (!terminationProtection) {
      acknowledge(
        this.loadBalancer,
        complianceRule('ELBDeletionProtectionEnabled'),
        'Production protects it; what is deployed for development is meant to be taken down again.',
      );
    }
    acknowledge(
      this.loadBalancer,
      complianceRule('ELBv2ACMCertificateRequired'),
      'It passes TLS on as it is: the task holds the certificate, because only there the client can be asked for one.',
    );
    acknowledge(
      this.loadBalancer,
      ['AwsSolutions-ELB2', ...complianceRule('ELBLoggingEnabled')],
      'A network load balancer logs only connections whose TLS it ends itself. Here the task does: the flow logs and its own log tell of them.',
    );
  }

  #container(props: GatewayServiceProps): ContainerDefinition {
    const definition = new FargateTaskDefinition(this, 'Task', {
      cpu: 512,
      memoryLimitMiB: 2048,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole: this.#taskRole(props.uses),
    });
    const linuxParameters = new LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    const container = definition.addContainer('Gateway', {
      image: props.image,
      user: NOT_ROOT,
      readonlyRootFilesystem: true,
      linuxParameters,
      stopTimeout: Duration.seconds(30),
      portMappings: [...DOORS.map(({ taskPort }) => taskPort), HEALTH_PORT].map((containerPort) => ({
        containerPort,
      })),
      environment: environmentOf(props, Stack.of(this).region),
      logging: LogDriver.awsLogs({
        logGroup: props.log,
        streamPrefix: 'gateway',
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
    });
    acknowledge(
      definition,
      'AwsSolutions-ECS2',
      'The variables name a queue, a bucket and a secret: the secret itself the task reads, and keeps in memory alone.',
    );
    this.#acknowledgeExecution(definition);
    return container;
  }

  #taskRole(uses: GatewayServiceProps['uses']): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    for (const { statements, wildcard } of Object.values(uses)) {
      for (const statement of statements) role.addToPrincipalPolicy(statement);
      if (wildcard) acknowledge(role, `AwsSolutions-IAM5[${wildcard.finding}]`, wildcard.reason);
    }
    acknowledge(role, complianceRule('IAMNoInlinePolicy'), OWN_POLICY);
    return role;
  }

  #acknowledgeExecution(definition: FargateTaskDefinition): void {
    const role = definition.obtainExecutionRole();
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'To sign in to the registry of images has no resource to name; which images it may pull is named.',
    );
    acknowledge(role, complianceRule('IAMNoInlinePolicy'), OWN_POLICY);
  }

  #scale({ gateway: { leastTasks, mostTasks }, settings }: GatewayServiceProps): void {
    const scaling = this.service.autoScaleTaskCount({ minCapacity: leastTasks, maxCapacity: mostTasks });
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: CPU_PERCENT });
    scaling.scaleToTrackCustomMetric('Connections', {
      targetValue: CONNECTIONS_A_TASK,
      metric: new Metric({
        namespace: metricNamespaceOf(settings.deployment),
        metricName: 'MllpConnections',
        statistic: Stats.AVERAGE,
      }),
    });
  }
}

const OWN_POLICY = 'One role and one policy inside it, so that its rights cannot be lent to another.';

function environmentOf({ uses, settings }: GatewayServiceProps, region: string): Record<string, string> {
  const values = Object.entries(uses).map(([variable, { value }]) => [variable, value] as const);
  return {
    ...Object.fromEntries(values),
    AWS_REGION: region,
    MLLP_HOST: '0.0.0.0',
    MLLP_PORT: String(MLLP.taskPort),
    HTTPS_PORT: String(HL7_HTTPS.taskPort),
    HEALTH_PORT: String(HEALTH_PORT),
    POWERTOOLS_METRICS_NAMESPACE: metricNamespaceOf(settings.deployment),
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}
