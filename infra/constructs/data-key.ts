import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allow } from './access.ts';

/**
 * Services that encrypt on their own behalf: an alarm that tells a topic, a topic that tells a queue, a dropped file that
 * tells its queue. Without the right they fail in silence.
 */
const SERVICES = ['cloudwatch', 's3', 'sns'] as const;

/** A rule that tells a topic: here EventBridge knows no condition, and with one fails in silence (SNS Developer Guide, "Key management"). */
const WITHOUT_CONDITION = 'events';

/** By name, because a key in another region cannot be referred to before it exists. */
export function standbyKeyAlias(deployment: string): string {
  return `alias/calcium-alerts-${deployment}-standby`;
}

/** The key under which `region` holds what is replicated there. */
export function standbyKeyArn(scope: Construct, deployment: string, region: string): string {
  return Stack.of(scope).formatArn({ service: 'kms', region, resource: standbyKeyAlias(deployment) });
}

/** The one key of table, queues, topics, buckets, secret and logs. */
export class DataKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Calcium Alerts: patient data at rest',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#allowLogs();
    const forThisAccount = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    for (const service of SERVICES) this.#allowService(service, forThisAccount);
    this.#allowService(WITHOUT_CONDITION);
  }

  /** A name by which another region refers to this key. */
  name(aliasName: string): void {
    new Alias(this, 'Alias', { aliasName, targetKey: this.key, removalPolicy: RemovalPolicy.RETAIN });
  }

  /** Rights to send and read what a queue, topic, bucket or secret holds under this key. */
  use(): PolicyStatement {
    return allow(['kms:Decrypt', 'kms:GenerateDataKey'], [this.key.keyArn]);
  }

  /** Rights DynamoDB asks of the caller of an encrypted table. */
  useTable(): PolicyStatement {
    return allow(
      [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      [this.key.keyArn],
    );
  }

  /** EventBridge encrypts what it holds of a bus; asked for by the bus alone (EventBridge User Guide, "Encrypting event buses"). */
  encryptsBus(busArn: string): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowEventBus',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': busArn },
        },
      }),
    );
  }

  #allowService(service: string, conditions: Record<string, unknown> = {}): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: `Allow${service}`,
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions,
      }),
    );
  }

  #allowLogs(): void {
    const { account, partition, region } = Stack.of(this);
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowLogGroups',
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    );
  }
}
