import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../infra/config.ts';
import { addStacks } from '../../infra/create-app.ts';
import type { GatewaySettings } from '../../infra/doors.ts';
import { context, sampleConfig } from './stacks.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:mllp-tls-AbCdEf';
const LABORATORIES = ['10.20.0.0/16', '192.168.7.0/24'];
const DATA_KEY = { 'Fn::ImportValue': Match.stringLikeRegexp('DataKey') };

const SETTINGS: GatewaySettings = {
  allowedCidrs: LABORATORIES,
  tlsSecretArn: SECRET,
  vpcCidr: '10.80.0.0/22',
  transitGatewayId: 'tgw-0123',
  leastTasks: 2,
  mostTasks: 8,
};

function templateOf(gateway: GatewaySettings): Template {
  const stacks = addStacks(new App({ context }), {
    settings: settingsOf('prod'),
    config: sampleConfig,
    region: 'eu-west-2',
    doors: { waf: false, gateway },
  });
  if (!stacks.gateway) throw new Error('no gateway stack');
  return Template.fromStack(stacks.gateway);
}

const template = templateOf(SETTINGS);
const { transitGatewayId: _, ...unattached } = SETTINGS;

const propertiesOf = (type: string) =>
  Object.entries(template.findResources(type)).map(([id, { Properties }]) => ({ id, ...Properties }));
const first = (type: string) => propertiesOf(type)[0] ?? {};
const groupNamed = (name: string) =>
  propertiesOf('AWS::EC2::SecurityGroup').find(({ id }) => id.includes(name));

describe('the network of the gateway', () => {
  test('has private subnets in two zones or more, and no way to the internet or from it', () => {
    const subnets = propertiesOf('AWS::EC2::Subnet');

    expect(subnets.length).toBeGreaterThanOrEqual(2);
    expect(new Set(subnets.map(({ AvailabilityZone }) => JSON.stringify(AvailabilityZone))).size).toBe(
      subnets.length,
    );
    for (const { MapPublicIpOnLaunch } of subnets) expect(MapPublicIpOnLaunch).toBe(false);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
  });

  test('is entered by the laboratories named, at the MLLP port, and by nobody else', () => {
    expect(groupNamed('Door')?.SecurityGroupIngress).toEqual(
      LABORATORIES.map((CidrIp) =>
        expect.objectContaining({ CidrIp, FromPort: 2575, ToPort: 2575, IpProtocol: 'tcp' }),
      ),
    );
    expect(groupNamed('Tasks')?.SecurityGroupIngress).toBeUndefined();
    const inward = propertiesOf('AWS::EC2::SecurityGroupIngress');
    const cidrs = inward.filter(({ CidrIp }) => CidrIp !== undefined);

    expect(cidrs).toEqual([]);
    expect(inward.map(({ FromPort, ToPort }) => [FromPort, ToPort]).sort()).toEqual([
      [2575, 2575],
      [443, 443],
      [8080, 8080],
    ]);
  });

  test('is left for AWS alone, over TLS', () => {
    const outward = [
      ...propertiesOf('AWS::EC2::SecurityGroup').flatMap(
        ({ SecurityGroupEgress = [] }) => SecurityGroupEgress,
      ),
    ].filter(({ CidrIp }) => CidrIp !== '255.255.255.255/32');

    expect(outward).toEqual([expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 })]);
  });

  test('has endpoints for what the gateway calls, each for its own account and these resources only', () => {
    const endpoints = propertiesOf('AWS::EC2::VPCEndpoint');
    const names = endpoints.map(({ ServiceName }) => /(\w+)\W*$/.exec(JSON.stringify(ServiceName))?.[1]);
    const statements = endpoints.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const open = statements.filter(({ Condition }) => Condition === undefined);

    expect(names.sort()).toEqual(['api', 'dkr', 'logs', 's3', 'secretsmanager', 'sqs']);
    expect(open.map(({ Action, Resource }) => [Action, JSON.stringify(Resource)])).toEqual([
      ['s3:GetObject', expect.stringContaining('prod-eu-west-2-starport-layer-bucket/*')],
    ]);
    for (const { Action } of statements) expect([Action].flat().join()).not.toContain('*');
  });

  test('keeps a record of every flow, encrypted', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: DATA_KEY });
  });

  test('is joined to the laboratories by the transit gateway that is named, and routes only to them', () => {
    const routes = propertiesOf('AWS::EC2::Route');

    template.hasResourceProperties('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: 'tgw-0123' });
    expect(new Set(routes.map(({ DestinationCidrBlock }) => DestinationCidrBlock))).toEqual(
      new Set(LABORATORIES),
    );
    expect(routes).toHaveLength(propertiesOf('AWS::EC2::Subnet').length * LABORATORIES.length);
  });

  test('is joined to nothing where none is named', () => {
    const alone = templateOf(unattached);

    alone.resourceCountIs('AWS::EC2::TransitGatewayAttachment', 0);
    alone.resourceCountIs('AWS::EC2::Route', 0);
  });
});

describe('the load balancer', () => {
  test('is internal, hard to delete and uses every zone', () => {
    const { Scheme, Type, LoadBalancerAttributes } = first('AWS::ElasticLoadBalancingV2::LoadBalancer');

    expect([Scheme, Type]).toEqual(['internal', 'network']);
    expect(LoadBalancerAttributes).toEqual(
      expect.arrayContaining([
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'load_balancing.cross_zone.enabled', Value: 'true' },
      ]),
    );
  });

  test('passes bytes on, so that TLS ends where the client can be asked for its certificate', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 2575,
      Protocol: 'TCP',
      Certificates: Match.absent(),
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Port: 2575,
      Protocol: 'TCP',
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: '8080',
      HealthCheckPath: '/',
    });
  });
});

describe('a task', () => {
  const task = first('AWS::ECS::TaskDefinition');
  const [container] = task.ContainerDefinitions ?? [];

  test('runs on arm64, not as root, on a file system it cannot write, without any capability', () => {
    expect(task.RuntimePlatform).toEqual({ CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' });
    expect(container).toMatchObject({
      User: '1000:1000',
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
    });
    expect(container.Privileged).toBeUndefined();
  });

  test('is named its secret and not given it', () => {
    expect(container.Secrets).toBeUndefined();
    expect(container.Environment).toContainEqual({ Name: 'TLS_SECRET_ARN', Value: SECRET });
  });

  test('may queue messages, check in large ones and read its one secret', () => {
    const rights = propertiesOf('AWS::IAM::Policy')
      .filter(({ id }) => id.startsWith('GatewayRole'))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

    expect([...new Set(rights.flatMap(({ Action }) => Action))].sort()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:PutObject',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
    for (const { Resource } of rights) expect([Resource].flat()).not.toContain('*');
    expect(rights.find(({ Action }) => Action === 'secretsmanager:GetSecretValue').Resource).toBe(SECRET);
  });

  test('has the time to answer what it has read', () => {
    expect(container.StopTimeout).toBe(30);
  });

  test('does not wait for its log', () => {
    expect(container.LogConfiguration.Options.mode).toBe('non-blocking');
  });
});

describe('the service', () => {
  test('has two tasks or more, goes back when a new one does not start, and lets nobody in', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 2,
      LaunchType: 'FARGATE',
      AvailabilityZoneRebalancing: 'ENABLED',
      EnableExecuteCommand: false,
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
      },
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    });
  });

  test('starts no task before the endpoints are there', () => {
    const [service] = Object.values(template.findResources('AWS::ECS::Service'));
    const endpoints = propertiesOf('AWS::EC2::VPCEndpoint').map(({ id }) => id);

    expect(service?.DependsOn).toEqual(expect.arrayContaining(endpoints));
  });

  test('grows with its CPU and with its connections', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 2,
      MaxCapacity: 8,
    });
    const tracked = propertiesOf('AWS::ApplicationAutoScaling::ScalingPolicy').map(
      ({ TargetTrackingScalingPolicyConfiguration: by }) =>
        by.PredefinedMetricSpecification?.PredefinedMetricType ??
        by.CustomizedMetricSpecification?.MetricName,
    );

    expect(tracked.sort()).toEqual(['ECSServiceAverageCPUUtilization', 'MllpConnections']);
  });

  test('counts connections as the gateway emits them: in the namespace that its tasks are given, in all', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: {
        CustomizedMetricSpecification: { Namespace: 'CalciumAlerts-prod', Dimensions: Match.absent() },
      },
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Environment: Match.arrayWith([
            { Name: 'POWERTOOLS_METRICS_NAMESPACE', Value: 'CalciumAlerts-prod' },
          ]),
        }),
      ],
    });
  });

  test('tells operations when fewer tasks than that are well, or none says so', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'HealthyHostCount',
      Statistic: 'Minimum',
      Threshold: 2,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [{ 'Fn::ImportValue': Match.stringLikeRegexp('Operations') }],
    });
  });
});
