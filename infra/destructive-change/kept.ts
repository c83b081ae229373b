import { at, listAt, type TemplateResource } from '../house-rules/template.ts';
import { resourcesOf, type StackTemplate } from '../whole-app.ts';

/** A resource whose loss loses data, or the address by which somebody reaches it. */
export type Kept = {
  readonly type: string;
  /** A change of any of these makes CloudFormation put a new resource in its place. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** What stands between it and a mistake. */
  readonly guards: readonly string[];
};
/** By stack, or stack and logical id: `CalciumAlerts-prod-Record/ChartTable8BEF9AD1`. */
export type KeptResources = Readonly<Record<string, Kept>>;

/**
 * Properties by which CloudFormation replaces a resource (its resource reference: "Update requires: Replacement"). For
 * the secret also those of which any change makes another value: it is the key to every chart.
 */
const IDENTITY = new Map<string, readonly string[]>([
  ['AWS::DynamoDB::GlobalTable', ['TableName', 'KeySchema', 'LocalSecondaryIndexes']],
  ['AWS::S3::Bucket', ['BucketName']],
  ['AWS::KMS::Key', ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin']],
  ['AWS::KMS::Alias', ['AliasName']],
  ['AWS::SecretsManager::Secret', ['Name', 'GenerateSecretString', 'SecretString']],
  ['AWS::Logs::LogGroup', ['LogGroupName', 'LogGroupClass']],
  ['AWS::Backup::BackupVault', ['BackupVaultName', 'EncryptionKeyArn']],
  ['AWS::SQS::Queue', ['QueueName', 'FifoQueue']],
  ['AWS::SNS::Topic', ['TopicName', 'FifoTopic']],
  ['AWS::ApiGateway::RestApi', []],
  ['AWS::ApiGateway::DomainName', ['DomainName']],
  ['AWS::ApiGatewayV2::Api', ['ProtocolType']],
  ['AWS::ApiGatewayV2::DomainName', ['DomainName']],
  ['AWS::Cognito::UserPool', ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration']],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['Name', 'Scheme', 'Type']],
]);

/** All of an app that must not be lost by a change of code. */
export function keptResources(templates: readonly StackTemplate[]): KeptResources {
  const stacks = templates.map(({ stack, terminationProtection }): [string, Kept] => [
    stack,
    { type: 'stack', identity: {}, guards: guards({ 'termination protection': terminationProtection }) },
  ]);
  const resources = resourcesOf(templates)
    .filter(({ Type, DeletionPolicy }) => IDENTITY.has(Type) || DeletionPolicy === 'Retain')
    .map((resource): [string, Kept] => [
      `${resource.stack}/${resource.logicalId}`,
      { type: resource.Type, identity: identityOf(resource), guards: guardsOf(resource) },
    ]);
  return Object.fromEntries([...stacks, ...resources].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function identityOf(resource: TemplateResource): Kept['identity'] {
  const properties = (IDENTITY.get(resource.Type) ?? []).map((name) => [name, at(resource, name)]);
  const keyTypes = listAt(resource, 'AttributeDefinitions')
    .filter((attribute) => isKey(resource, at(attribute, 'AttributeName')))
    .map((attribute) => [`type of ${at(attribute, 'AttributeName')}`, at(attribute, 'AttributeType')]);
  return Object.fromEntries([...properties, ...keyTypes].filter(([, value]) => value !== undefined));
}

function isKey(table: TemplateResource, attribute: unknown): boolean {
  return listAt(table, 'KeySchema').some((key) => at(key, 'AttributeName') === attribute);
}

function guardsOf(resource: TemplateResource): readonly string[] {
  const replicas = listAt(resource, 'Replicas').flatMap((replica) => {
    const region = String(at(replica, 'Region'));
    return guards({
      [`replica in ${region}`]: true,
      [`deletion protection in ${region}`]: at(replica, 'DeletionProtectionEnabled') === true,
      [`point-in-time recovery in ${region}`]:
        at(replica, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
    });
  });
  const secretReplicas = listAt(resource, 'ReplicaRegions').map(
    (replica) => `replica in ${at(replica, 'Region')}`,
  );
  return [
    ...guards({
      'kept with its stack gone': resource.DeletionPolicy === 'Retain',
      'kept when replaced': resource.UpdateReplacePolicy === 'Retain',
      versioned: at(resource, 'VersioningConfiguration', 'Status') === 'Enabled',
      'vault lock': at(resource, 'LockConfiguration') !== undefined,
    }),
    ...replicas,
    ...secretReplicas,
  ];
}

function guards(held: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(held).flatMap(([guard, holds]) => (holds ? [guard] : []));
}
