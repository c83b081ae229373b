import { BUCKET, type HouseRule, KEY, QUEUE, TOPIC } from './house-rule.ts';
import {
  at,
  listAt,
  refersTo,
  resourcesOfType,
  type Statement,
  statementsAt,
  type Template,
  type TemplateResource,
} from './template.ts';

const PERMISSION = 'AWS::Lambda::Permission';
const TOPIC_POLICY = 'AWS::SNS::TopicPolicy';
const POLICIES = ['AWS::SQS::QueuePolicy', TOPIC_POLICY, 'AWS::S3::BucketPolicy'] as const;
const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

/** EventBridge tells a topic only where neither its policy nor that of its key has a condition; it tells topics of its own account. */
const EVENTBRIDGE = 'events.amazonaws.com';

export const ACCESS_RULES: readonly HouseRule[] = [
  {
    name: 'BucketPrivate',
    types: [BUCKET],
    fault: 'The bucket could be opened to the public or to another owner.',
    holds: isPrivate,
  },
  {
    name: 'TlsOnly',
    types: [QUEUE, TOPIC, BUCKET],
    fault: 'No policy refuses requests without TLS.',
    holds: (_, logicalId, template) => policiesOf(template, logicalId).some(refusesPlainHttp),
  },
  {
    name: 'ServicesScoped',
    types: [KEY, ...POLICIES, PERMISSION],
    fault: 'A service, or anybody, is let in without a condition on whose behalf.',
    holds: (resource) =>
      resource.Type === PERMISSION
        ? isScopedPermission(resource)
        : [...statementsAt(resource, 'KeyPolicy'), ...statementsAt(resource, 'PolicyDocument')].every(
            (statement) => isScoped(statement) || isEventBridge(resource, statement),
          ),
  },
];

function isPrivate(bucket: TemplateResource): boolean {
  return (
    BLOCKS.every((block) => at(bucket, 'PublicAccessBlockConfiguration', block) === true) &&
    listAt(bucket, 'OwnershipControls', 'Rules').some(
      (rule) => at(rule, 'ObjectOwnership') === 'BucketOwnerEnforced',
    )
  );
}

function policiesOf(template: Template, logicalId: string): readonly TemplateResource[] {
  return POLICIES.flatMap((type) => resourcesOfType(template, type)).filter((policy) =>
    [at(policy, 'Queues'), at(policy, 'Topics'), at(policy, 'Bucket')].some((of) => refersTo(of, logicalId)),
  );
}

function refusesPlainHttp(policy: TemplateResource): boolean {
  return statementsAt(policy, 'PolicyDocument').some(
    ({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );
}

/** An account's own principals may come without a condition: their own policies say what they may do. */
function isScoped({ Effect, Principal, Condition }: Statement): boolean {
  if (Effect === 'Deny' || Condition) return true;
  if (typeof Principal !== 'object' || Principal === null) return false;
  const { Service, AWS } = Principal as Record<string, unknown>;
  return Service === undefined && AWS !== undefined && ![AWS].flat().includes('*');
}

function isEventBridge({ Type }: TemplateResource, { Principal }: Statement): boolean {
  if (Type !== KEY && Type !== TOPIC_POLICY) return false;
  return (
    typeof Principal === 'object' && Principal !== null && Reflect.get(Principal, 'Service') === EVENTBRIDGE
  );
}

function isScopedPermission(permission: TemplateResource): boolean {
  return at(permission, 'SourceArn') !== undefined || at(permission, 'SourceAccount') !== undefined;
}
