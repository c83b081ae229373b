import { BUCKET, type HouseRule, KEY, LOG_GROUP, QUEUE, SECRET, TOPIC, VAULT } from './house-rule.ts';
import { at, isReference, listAt } from './template.ts';

/** Where each type names the key it is encrypted by. */
const KEY_PATHS = new Map<string, readonly string[]>([
  [QUEUE, ['KmsMasterKeyId']],
  [TOPIC, ['KmsMasterKeyId']],
  [LOG_GROUP, ['KmsKeyId']],
  [SECRET, ['KmsKeyId']],
  [VAULT, ['EncryptionKeyArn']],
]);

export const ENCRYPTION_RULES: readonly HouseRule[] = [
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
    name: 'KeyRotates',
    types: [KEY],
    fault: 'The key is not rotated each year.',
    holds: (key) => at(key, 'EnableKeyRotation') === true,
  },
];
