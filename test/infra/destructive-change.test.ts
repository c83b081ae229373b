import { describe, expect, test } from 'vitest';
import { changesBetween, isBehind } from '../../infra/destructive-change/changes.ts';
import { checkDestructive } from '../../infra/destructive-change/check.ts';
import { type KeptResources, keptResources } from '../../infra/destructive-change/kept.ts';
import { faultsOf, parseWaivers, type Waiver } from '../../infra/destructive-change/waivers.ts';
import type { TemplateResource } from '../../infra/house-rules/template.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const;
const REPLICA = {
  Region: 'eu-west-2',
  DeletionProtectionEnabled: true,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};
const ELSEWHERE = { ...REPLICA, Region: 'eu-west-1' };
const PROPERTIES = {
  Table: {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    Replicas: [REPLICA, ELSEWHERE],
  },
  Bucket: { VersioningConfiguration: { Status: 'Enabled' } },
  Secret: { GenerateSecretString: { PasswordLength: 64 }, ReplicaRegions: [{ Region: 'eu-west-1' }] },
  Vault: { LockConfiguration: { MinRetentionDays: 35 } },
  Queue: {},
} satisfies Record<string, TemplateResource['Properties']>;
const TYPES = {
  Table: 'AWS::DynamoDB::GlobalTable',
  Bucket: 'AWS::S3::Bucket',
  Secret: 'AWS::SecretsManager::Secret',
  Vault: 'AWS::Backup::BackupVault',
  Queue: 'AWS::SQS::Queue',
} as const satisfies Record<keyof typeof PROPERTIES, string>;
type Name = keyof typeof PROPERTIES;

/** A stack as it was, with some of its resources' properties or policies changed. */
function stackWith(
  changes: Partial<Record<Name, Partial<TemplateResource>>> = {},
  terminationProtection = true,
): KeptResources {
  const resources = (Object.keys(PROPERTIES) as Name[]).map((name) => {
    const resource = { Type: TYPES[name], Properties: PROPERTIES[name], ...RETAINED, ...changes[name] };
    return [name, resource] as const;
  });
  const template = { Resources: { ...Object.fromEntries(resources), Role: { Type: 'AWS::IAM::Role' } } };
  return keptResources([{ stack: 'Record', terminationProtection, template }]);
}

function withoutResource(name: string): KeptResources {
  return Object.fromEntries(Object.entries(BEFORE).filter(([id]) => id !== `Record/${name}`));
}

const BEFORE = stackWith();
const losses = (after: KeptResources) =>
  changesBetween(BEFORE, after).map(({ resource, change, detail }) => `${resource} ${change}: ${detail}`);
const propertiesOf = (name: Name, changed: Record<string, unknown>) => ({
  [name]: { Properties: { ...PROPERTIES[name], ...changed } },
});

test('production as it is loses nothing that the baseline holds, and the baseline is current', {
  timeout: 60_000,
}, () => {
  const verdict = checkDestructive(Date.now());

  expect(verdict.faults).toEqual([]);
  expect(verdict.behind, 'npm run check:destructive -- --update').toBe(false);
});

test('what is kept is the stack, what is retained and what has an address, not what can be made again', () => {
  expect(Object.keys(BEFORE)).toEqual([
    'Record',
    'Record/Bucket',
    'Record/Queue',
    'Record/Secret',
    'Record/Table',
    'Record/Vault',
  ]);
});

describe('it is destructive when', () => {
  test('a resource goes, by removal or by another logical id', () => {
    expect(losses(withoutResource('Table'))).toEqual([
      'Record/Table removed: AWS::DynamoDB::GlobalTable is no longer in its stack',
    ]);
  });

  test.each<[string, KeptResources, string]>([
    [
      'another key schema replaces the table',
      stackWith(propertiesOf('Table', { KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] })),
      'Record/Table replaced: its KeySchema changes',
    ],
    [
      'a name replaces the queue',
      stackWith(propertiesOf('Queue', { QueueName: 'q' })),
      'Record/Queue replaced: its QueueName changes',
    ],
    [
      'another way to make the secret makes another secret',
      stackWith(propertiesOf('Secret', { GenerateSecretString: { PasswordLength: 32 } })),
      'Record/Secret replaced: its GenerateSecretString changes',
    ],
    [
      'a resource of another type takes the place',
      stackWith({ Bucket: { Type: 'AWS::SQS::Queue' } }),
      'Record/Bucket replaced: AWS::S3::Bucket becomes AWS::SQS::Queue',
    ],
    [
      'a bucket would go with its stack',
      stackWith({ Bucket: { DeletionPolicy: 'Delete' } }),
      'Record/Bucket unguarded: it loses: kept with its stack gone',
    ],
    [
      'a bucket would go when replaced',
      stackWith({ Bucket: { UpdateReplacePolicy: 'Delete' } }),
      'Record/Bucket unguarded: it loses: kept when replaced',
    ],
    [
      'a bucket loses its versions',
      stackWith({ Bucket: { Properties: {} } }),
      'Record/Bucket unguarded: it loses: versioned',
    ],
    [
      'a replica of the secret goes',
      stackWith(propertiesOf('Secret', { ReplicaRegions: [] })),
      'Record/Secret unguarded: it loses: replica in eu-west-1',
    ],
    [
      'the vault loses its lock',
      stackWith({ Vault: { Properties: {} } }),
      'Record/Vault unguarded: it loses: vault lock',
    ],
    [
      'the table can be deleted',
      stackWith(
        propertiesOf('Table', { Replicas: [{ ...REPLICA, DeletionProtectionEnabled: false }, ELSEWHERE] }),
      ),
      'Record/Table unguarded: it loses: deletion protection in eu-west-2',
    ],
    [
      'the table cannot be restored',
      stackWith(
        propertiesOf('Table', {
          Replicas: [REPLICA, { ...ELSEWHERE, PointInTimeRecoverySpecification: {} }],
        }),
      ),
      'Record/Table unguarded: it loses: point-in-time recovery in eu-west-1',
    ],
    ['the stack can be deleted', stackWith({}, false), 'Record unguarded: it loses: termination protection'],
  ])('%s', (_, after, loss) => {
    expect(losses(after)).toEqual([loss]);
  });

  test('the type of a key attribute changes', () => {
    const [pk, dueAt] = PROPERTIES.Table.AttributeDefinitions;
    const after = stackWith(
      propertiesOf('Table', { AttributeDefinitions: [{ ...pk, AttributeType: 'B' }, dueAt] }),
    );

    expect(losses(after)).toEqual(['Record/Table replaced: its type of pk changes']);
  });

  test('a replica goes, with each of its guards', () => {
    const after = stackWith(propertiesOf('Table', { Replicas: [REPLICA] }));

    expect(losses(after)).toEqual([
      'Record/Table unguarded: it loses: replica in eu-west-1',
      'Record/Table unguarded: it loses: deletion protection in eu-west-1',
      'Record/Table unguarded: it loses: point-in-time recovery in eu-west-1',
    ]);
  });
});

describe('it is not destructive when', () => {
  test.each<[string, KeptResources]>([
    [
      'an attribute outside the keys changes',
      stackWith(
        propertiesOf('Table', { AttributeDefinitions: PROPERTIES.Table.AttributeDefinitions.slice(0, 1) }),
      ),
    ],
    ['something else about a resource changes', stackWith(propertiesOf('Queue', { VisibilityTimeout: 60 }))],
  ])('%s', (_, after) => {
    expect(losses(after)).toEqual([]);
  });

  test('something is added, which puts the baseline behind', () => {
    const before = withoutResource('Queue');

    expect(changesBetween(before, BEFORE)).toEqual([]);
    expect(isBehind(before, BEFORE)).toBe(true);
    expect(isBehind(BEFORE, BEFORE)).toBe(false);
  });
});

describe('a waiver', () => {
  const changes = changesBetween(BEFORE, withoutResource('Queue'));
  const waiver: Waiver = {
    resource: 'Record/Queue',
    change: 'removed',
    reason: 'Empty since the feeds moved; decided by operations.',
    expires: '2026-12-01',
  };

  test('lets the loss through that it names', () => {
    expect(faultsOf(changes, [waiver], NOW)).toEqual([]);
  });

  test('counts to the end of its day and no longer', () => {
    const lastDay = { ...waiver, expires: '2026-11-23' };
    const dayBefore = { ...waiver, expires: '2026-11-22' };

    expect(faultsOf(changes, [lastDay], NOW)).toEqual([]);
    expect(faultsOf(changes, [dayBefore], NOW)).toEqual([
      'waiver of Record/Queue removed expired on 2026-11-22: decide again',
    ]);
  });

  test('expires even where it waives nothing any more', () => {
    expect(faultsOf([], [{ ...waiver, expires: '2026-01-01' }], NOW)).toEqual([
      'waiver of Record/Queue removed expired on 2026-01-01: decide again',
    ]);
  });

  test('lasts 90 days at most', () => {
    const fault = 'waiver of Record/Queue removed expires on 2027-02-22: at most 90 days ahead';

    expect(faultsOf(changes, [{ ...waiver, expires: '2027-02-21' }], NOW)).toEqual([]);
    expect(faultsOf(changes, [{ ...waiver, expires: '2027-02-22' }], NOW)).toEqual([fault]);
  });

  test.each<[string, Partial<Waiver>]>([
    ['another resource', { resource: 'Record/Table' }],
    ['another change', { change: 'replaced' }],
  ])('of %s waives nothing', (_, other) => {
    const mistaken = { ...waiver, ...other };

    expect(faultsOf(changes, [mistaken], NOW)).toEqual([
      'Record/Queue would be removed: AWS::SQS::Queue is no longer in its stack',
      `waiver of ${mistaken.resource} ${mistaken.change} waives nothing: take it out`,
    ]);
  });

  test.each([
    ['a reason', { ...waiver, reason: '' }],
    ['a day', { ...waiver, expires: 'never' }],
    ['a change that there is', { ...waiver, change: 'anything' }],
  ])('is refused without %s', (_, faulty) => {
    expect(() => parseWaivers(JSON.stringify([faulty]), 'waivers.json')).toThrow('waivers.json: ');
  });

  test('is read as it was written', () => {
    expect(parseWaivers(JSON.stringify([waiver]), 'waivers.json')).toEqual([waiver]);
  });
});
