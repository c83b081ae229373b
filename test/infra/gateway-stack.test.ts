import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
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

function stacksOf(gateway: GatewaySettings) {
  const stacks = addStacks(new App({ context }), {
    settings: settingsOf('prod'),
    config: sampleConfig,
    region: 'eu-west-2',
    doors: { waf: false, gateway, desk: undefined },
  });
  if (!stacks.gateway) throw new Error('no gateway stack');
  return { ...stacks, gateway: stacks.gateway };
}

function templateOf(gateway: GatewaySettings): Template {
  return Template.fromStack(stacksOf(gateway).gateway);
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

  test('is entered by the laboratories named, at the ports of MLLP and HTTPS, and by nobody else', () => {
    expect(groupNamed('Door')?.SecurityGroupIngress).toEqual(
      LABORATORIES.flatMap((CidrIp) =>
        [2575, 443].map((port) =>
          expect.objectContaining({ CidrIp, FromPort: port, ToPort: port, IpProtocol: 'tcp' }),
        ),
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
      [8443, 8443],
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

  test.each([
    ['MLLP', 2575, 2575],
    ['HTTPS', 443, 8443],
  ])(
    'passes the bytes of %s on, so that TLS ends where the client can be asked for its certificate',
    (_, port, taskPort) => {
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
        Port: port,
        Protocol: 'TCP',
        Certificates: Match.absent(),
      });
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
        Port: taskPort,
        Protocol: 'TCP',
        TargetType: 'ip',
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: '8080',
        HealthCheckPath: '/',
      });
    },
  );
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

  test('listens where the load balancer passes on', () => {
    const ports = container.PortMappings.map(({ ContainerPort }: { ContainerPort: number }) => ContainerPort);

    expect(ports).toEqual([2575, 8443, 8080]);
    expect(container.Environment).toEqual(
      expect.arrayContaining([
        { Name: 'MLLP_PORT', Value: '2575' },
        { Name: 'HTTPS_PORT', Value: '8443' },
        { Name: 'HEALTH_PORT', Value: '8080' },
      ]),
    );
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

  test('tells operations when its certificate cannot be renewed, before the old one ends', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'CalciumAlerts-prod',
      MetricName: 'TlsNotRenewed',
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ 'Fn::ImportValue': Match.stringLikeRegexp('Operations') }],
    });
  });
});

describe('the canary of the gateway', () => {
  const CANARY_SECRET = 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:gateway-canary-AbCdEf';
  const stacks = stacksOf({
    ...unattached,
    serverName: 'mllp.hospital.example',
    canaryCertificateSecretArn: CANARY_SECRET,
  });
  const tried = Template.fromStack(stacks.gateway);
  const listOf = (type: string) =>
    Object.entries(tried.findResources(type)).map(([id, { Properties }]) => ({ id, ...Properties }));
  const idOf = (type: string, name: string) =>
    listOf(type).find(({ id }) => id.startsWith(name))?.id ?? `no ${name}`;

  const canaryGroup = idOf('AWS::EC2::SecurityGroup', 'NetworkCanary');
  const [canary] = listOf('AWS::Lambda::Function');
  const groupId = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });

  test('runs in the private subnets, every five minutes', () => {
    expect(canary?.VpcConfig).toEqual({
      SecurityGroupIds: [groupId(canaryGroup)],
      SubnetIds: listOf('AWS::EC2::Subnet').map(({ id }) => ({ Ref: id })),
    });
    tried.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^CanarycanaryLive') },
          RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 0 },
        }),
      ],
    });
  });

  test('is told the load balancer, the name to ask for, its secret, and that it is a canary of its own', () => {
    expect(canary?.Environment.Variables).toMatchObject({
      MLLP_HOST: { 'Fn::GetAtt': [expect.stringMatching(/^GatewayLoadBalancer/), 'DNSName'] },
      MLLP_PORT: '2575',
      MLLP_SERVER_NAME: 'mllp.hospital.example',
      MLLP_CERTIFICATE_SECRET_ARN: CANARY_SECRET,
      SENDING_FACILITY: 'CALCIUM-ALERTS-CANARY-MLLP',
    });
    expect(canary?.Environment.Variables).not.toHaveProperty('HL7_URL');
    expect(canary?.Environment.Variables).not.toHaveProperty('DROP_BUCKET');
  });

  test('reaches the load balancer at the MLLP port and the endpoints, and nothing else; nobody reaches it', () => {
    const out = listOf('AWS::EC2::SecurityGroupEgress').filter(
      ({ GroupId }) => JSON.stringify(GroupId) === JSON.stringify(groupId(canaryGroup)),
    );
    const into = listOf('AWS::EC2::SecurityGroupIngress').filter(
      ({ SourceSecurityGroupId }) =>
        JSON.stringify(SourceSecurityGroupId) === JSON.stringify(groupId(canaryGroup)),
    );
    const door = groupId(idOf('AWS::EC2::SecurityGroup', 'NetworkDoor'));
    const endpoints = groupId(idOf('AWS::EC2::SecurityGroup', 'NetworkEndpoints'));

    expect(out.map(({ DestinationSecurityGroupId, ToPort }) => [DestinationSecurityGroupId, ToPort])).toEqual(
      expect.arrayContaining([
        [door, 2575],
        [endpoints, 443],
      ]),
    );
    expect(into.map(({ GroupId, ToPort }) => [GroupId, ToPort])).toEqual(
      expect.arrayContaining([
        [door, 2575],
        [endpoints, 443],
      ]),
    );
    expect([out.length, into.length]).toEqual([2, 2]);
    tried.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Canary of the MLLP gateway',
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: Match.absent(),
    });
  });

  test('is let through the endpoints to its own queue and its own secret', () => {
    const through = (service: string) =>
      listOf('AWS::EC2::VPCEndpoint')
        .filter(({ id }) => id.includes(service))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const queue = { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'CanaryPagesQueue'), 'Arn'] };

    expect(through('SQS')).toContainEqual(
      expect.objectContaining({ Action: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'], Resource: queue }),
    );
    expect(through('SECRETSMANAGER').flatMap(({ Resource }) => Resource)).toEqual([CANARY_SECRET, SECRET]);
  });

  test('has a team and a queue of its own: no page of the other canary comes there', () => {
    tried.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'calcium-alerts_prod_team_canary-mllp' });
    expect(listOf('AWS::SNS::Subscription')).toEqual([
      expect.objectContaining({
        TopicArn: { Ref: expect.stringMatching(/^CanaryTopic/) },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': [expect.stringMatching(/^CanaryPagesQueue/), 'Arn'] },
        FilterPolicy: { level: ['critical'] },
      }),
    ]);
  });

  test('may make network interfaces only as Lambda makes them for it', () => {
    const [statement] = listOf('AWS::IAM::Policy')
      .filter(({ id }) => id.startsWith('CanarycanaryRole'))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Deny');

    expect(statement).toMatchObject({
      Action: expect.arrayContaining(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface']),
      Resource: '*',
      Condition: { ArnLike: { 'lambda:SourceFunctionArn': expect.anything() } },
    });
  });

  test('rings the alarms of its door, and is among the functions that operations hear of', () => {
    const observability = Template.fromStack(stacks.observability);
    const ringing = Object.values(observability.findResources('AWS::CloudWatch::Alarm'))
      .map(({ Properties }) => String(Properties.AlarmName))
      .filter((name) => /mllp|gatewayCanary/.test(name));

    expect(ringing.sort()).toEqual(
      [
        'CanaryFailed-mllp',
        'CanaryLate-mllp',
        'FunctionErrors-gatewayCanary',
        'FunctionThrottled-gatewayCanary',
      ].map((name) => `CalciumAlerts-prod-${name}`),
    );
    observability.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'CalciumAlerts-prod-CanaryFailed-mllp',
      Dimensions: [{ Name: 'door', Value: 'mllp' }],
      TreatMissingData: 'breaching',
    });
  });

  test('takes no deployment of the functions back: they are tried by the other doors', () => {
    const groups = Template.fromStack(stacks.pipeline).findResources('AWS::CodeDeploy::DeploymentGroup');

    expect(JSON.stringify(groups)).toContain('CanaryFailed-https');
    expect(JSON.stringify(groups)).not.toContain('CanaryFailed-mllp');
  });

  test('is left out, with its alarms, where it has no certificate, and the synthesis says so', () => {
    const untried = stacksOf(unattached);
    const alarms = Template.fromStack(untried.observability).findResources('AWS::CloudWatch::Alarm');

    Template.fromStack(untried.gateway).resourceCountIs('AWS::Lambda::Function', 0);
    expect(JSON.stringify(alarms)).not.toContain('mllp');
    Annotations.fromStack(untried.gateway).hasInfo(
      '*',
      Match.stringLikeRegexp('does not try the MLLP gateway'),
    );
  });
});
