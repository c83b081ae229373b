import {
  at,
  isReference,
  listAt,
  refersTo,
  type Statement,
  statementsAt,
  type Template,
  type TemplateResource,
} from './template.ts';

export type HouseRule = {
  readonly name: string;
  readonly types: readonly string[];
  /** What is wrong where the rule does not hold. */
  readonly fault: string;
  readonly holds: (resource: TemplateResource, logicalId: string, template: Template) => boolean;
};

const TABLE = 'AWS::DynamoDB::GlobalTable';
const QUEUE = 'AWS::SQS::Queue';
const TOPIC = 'AWS::SNS::Topic';
const BUCKET = 'AWS::S3::Bucket';
const KEY = 'AWS::KMS::Key';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const SECRET = 'AWS::SecretsManager::Secret';
const VAULT = 'AWS::Backup::BackupVault';
const PERMISSION = 'AWS::Lambda::Permission';
const POLICIES = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy'] as const;

const RECOVERY_DAYS = 35;
const DEAD_LETTER_SECONDS = 14 * 86_400;

/** Where each type names the key it is encrypted by. */
const KEY_PATHS = new Map<string, readonly string[]>([
  [QUEUE, ['KmsMasterKeyId']],
  [TOPIC, ['KmsMasterKeyId']],
  [LOG_GROUP, ['KmsKeyId']],
  [SECRET, ['KmsKeyId']],
  [VAULT, ['EncryptionKeyArn']],
]);

/** What the rule packs do not look at, or look at only by halves. */
export const HOUSE_RULES: readonly HouseRule[] = [
  {
    name: 'TableEncrypted',
    types: [TABLE],
    fault: 'A replica of the table is not encrypted by a key of ours.',
    holds: (table) =>
      at(table, 'SSESpecification', 'SSEType') === 'KMS' &&
      everyReplica(table, (replica) => isReference(at(replica, 'SSESpecification', 'KMSMasterKeyId'))),
  },
  {
    name: 'TableRecoverable',
    types: [TABLE],
    fault: `A replica of the table cannot be restored to any second of the last ${RECOVERY_DAYS} days, or can be deleted.`,
    holds: (table) => everyReplica(table, isRecoverable),
  },
  {
    name: 'TableBackedUp',
    types: [TABLE],
    fault: 'No plan of AWS Backup names the table.',
    holds: (_, logicalId, template) =>
      resourcesOf(template, 'AWS::Backup::BackupSelection').some((selection) =>
        refersTo(selection.Properties, logicalId),
      ),
  },
  {
    name: 'EncryptedByOwnKey',
    types: [...KEY_PATHS.keys()],
    fault: 'It is not encrypted by a key of ours.',
    holds: (resource) => isReference(at(resource, ...(KEY_PATHS.get(resource.Type) ?? []))),
  },
  {
    name: 'BucketEncryptedByOwnKey',
    types: [BUCKET],
    fault: 'Objects are not encrypted by a key of ours when nobody says how.',
    holds: (bucket) =>
      listAt(bucket, 'BucketEncryption', 'ServerSideEncryptionConfiguration').some((rule) =>
        isReference(at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID')),
      ),
  },
  {
    name: 'BucketPrivate',
    types: [BUCKET],
    fault: 'The bucket could be opened to the public or to another owner.',
    holds: isPrivate,
  },
  {
    name: 'BucketForgets',
    types: [BUCKET],
    fault: 'Objects, or their older versions, are kept for ever.',
    holds: (bucket) =>
      listAt(bucket, 'LifecycleConfiguration', 'Rules').some(
        (rule) =>
          typeof at(rule, 'ExpirationInDays') === 'number' &&
          at(rule, 'NoncurrentVersionExpiration') !== undefined,
      ),
  },
  {
    name: 'LogForgets',
    types: [LOG_GROUP],
    fault: 'The log is kept for ever.',
    holds: (group) => typeof at(group, 'RetentionInDays') === 'number',
  },
  {
    name: 'TlsOnly',
    types: [QUEUE, TOPIC, BUCKET],
    fault: 'No policy refuses requests without TLS.',
    holds: (_, logicalId, template) => policiesOf(template, logicalId).some(refusesPlainHttp),
  },
  {
    name: 'DeadLettersKept',
    types: [QUEUE],
    fault: 'What is given up is lost: no dead-letter queue that keeps it 14 days.',
    holds: (queue, logicalId, template) =>
      at(queue, 'RedrivePolicy', 'deadLetterTargetArn') !== undefined ||
      (isDeadLetterQueue(template, logicalId) && keepsDeadLetters(queue)),
  },
  {
    name: 'KeyRotates',
    types: [KEY],
    fault: 'The key is not rotated each year.',
    holds: (key) => at(key, 'EnableKeyRotation') === true,
  },
  {
    name: 'ServicesScoped',
    types: [KEY, ...POLICIES, PERMISSION],
    fault: 'A service, or anybody, is let in without a condition on whose behalf.',
    holds: (resource) =>
      resource.Type === PERMISSION
        ? isScopedPermission(resource)
        : [...statementsAt(resource, 'KeyPolicy'), ...statementsAt(resource, 'PolicyDocument')].every(
            isScoped,
          ),
  },
  {
    name: 'Retained',
    types: [TABLE, BUCKET, KEY, SECRET, LOG_GROUP, VAULT],
    fault: 'It goes with its stack, or when it is replaced.',
    holds: ({ DeletionPolicy, UpdateReplacePolicy }) =>
      DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain',
  },
];

function resourcesOf(template: Template, type: string): readonly TemplateResource[] {
  return Object.values(template.Resources ?? {}).filter(({ Type }) => Type === type);
}

function everyReplica(table: TemplateResource, holds: (replica: TemplateResource) => boolean): boolean {
  const replicas = listAt(table, 'Replicas');
  return replicas.length > 0 && replicas.every(holds);
}

function isRecoverable(replica: TemplateResource): boolean {
  const recovery = 'PointInTimeRecoverySpecification';
  return (
    at(replica, recovery, 'PointInTimeRecoveryEnabled') === true &&
    at(replica, recovery, 'RecoveryPeriodInDays') === RECOVERY_DAYS &&
    at(replica, 'DeletionProtectionEnabled') === true
  );
}

function isPrivate(bucket: TemplateResource): boolean {
  const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  return (
    blocks.every((block) => at(bucket, 'PublicAccessBlockConfiguration', block) === true) &&
    listAt(bucket, 'OwnershipControls', 'Rules').some(
      (rule) => at(rule, 'ObjectOwnership') === 'BucketOwnerEnforced',
    )
  );
}

function policiesOf(template: Template, logicalId: string): readonly TemplateResource[] {
  return POLICIES.flatMap((type) => resourcesOf(template, type)).filter((policy) =>
    [at(policy, 'Queues'), at(policy, 'Topics'), at(policy, 'Bucket')].some((of) => refersTo(of, logicalId)),
  );
}

function refusesPlainHttp(policy: TemplateResource): boolean {
  return statementsAt(policy, 'PolicyDocument').some(
    ({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );
}

function keepsDeadLetters(queue: TemplateResource): boolean {
  return (
    at(queue, 'MessageRetentionPeriod') === DEAD_LETTER_SECONDS &&
    at(queue, 'RedriveAllowPolicy', 'redrivePermission') !== 'denyAll'
  );
}

function isDeadLetterQueue(template: Template, logicalId: string): boolean {
  return Object.values(template.Resources ?? {}).some((resource) =>
    [
      at(resource, 'RedrivePolicy'),
      at(resource, 'DeadLetterConfig'),
      ...listAt(resource, 'Targets').map((target) => at(target, 'DeadLetterConfig')),
    ].some((deadLetters) => refersTo(deadLetters, logicalId)),
  );
}

/** An account's own principals may come without a condition: their own policies say what they may do. */
function isScoped({ Effect, Principal, Condition }: Statement): boolean {
  if (Effect === 'Deny' || Condition) return true;
  if (typeof Principal !== 'object' || Principal === null) return false;
  const { Service, AWS } = Principal as Record<string, unknown>;
  return Service === undefined && AWS !== undefined && ![AWS].flat().includes('*');
}

function isScopedPermission(permission: TemplateResource): boolean {
  return at(permission, 'SourceArn') !== undefined || at(permission, 'SourceAccount') !== undefined;
}
