import { BUCKET, type HouseRule, KEY, LOG_GROUP, QUEUE, SECRET, TABLE, USERS, VAULT } from './house-rule.ts';
import { at, listAt, refersTo, type Template, type TemplateResource } from './template.ts';

const DEAD_LETTER_SECONDS = 14 * 86_400;

export const LIFETIME_RULES: readonly HouseRule[] = [
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
    name: 'DeadLettersKept',
    types: [QUEUE],
    fault: 'What is given up is lost: no dead-letter queue that keeps it 14 days.',
    holds: (queue, logicalId, template) =>
      at(queue, 'RedrivePolicy', 'deadLetterTargetArn') !== undefined ||
      (isDeadLetterQueue(template, logicalId) && keepsDeadLetters(queue)),
  },
  {
    name: 'Retained',
    types: [TABLE, BUCKET, KEY, SECRET, LOG_GROUP, VAULT, USERS],
    fault: 'It goes with its stack, or when it is replaced.',
    holds: ({ DeletionPolicy, UpdateReplacePolicy }) =>
      DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain',
  },
];

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
