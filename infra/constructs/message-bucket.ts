import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import { acknowledge, complianceRule } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';

export type MessageBucketProps = {
  readonly dataKey: DataKey;
  readonly accessLogs: IBucket;
  readonly expiresAfterDays: number;
};

const HARDENED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
  versioned: true,
} as const;

/** A bucket of raw messages: encrypted, private, TLS only, read and written by few, emptied by time. */
export class MessageBucket extends Construct {
  readonly bucket: Bucket;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, props: MessageBucketProps) {
    super(scope, id);
    this.#dataKey = props.dataKey;
    this.bucket = new Bucket(this, 'Bucket', {
      ...HARDENED,
      bucketKeyEnabled: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.dataKey.key,
      lifecycleRules: [lifecycle(props.expiresAfterDays)],
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
    });
    acknowledge(
      this.bucket,
      complianceRule('S3BucketReplicationEnabled'),
      'A message here is a copy of what the laboratory keeps, for a time; S3 holds it in three zones. What must survive the region is in the table.',
    );
  }

  /** Only objects whose names begin with `under`, where it is given: `canary/`. */
  write(under = ''): Access {
    return this.#access(['s3:PutObject'], under);
  }

  read(): Access {
    return this.#access(['s3:GetObject']);
  }

  readAndWrite(): Access {
    return this.#access(['s3:GetObject', 's3:PutObject']);
  }

  #access(actions: readonly string[], under = ''): Access {
    const where = under ? 'that begins so in' : 'of';
    return {
      value: this.bucket.bucketName,
      statements: [allow(actions, [this.bucket.arnForObjects(`${under}*`)]), this.#dataKey.use()],
      wildcard: {
        finding: `Resource::${this.#exportedArn()}/${under}*`,
        reason: `Objects are named as messages arrive: the right is to any object ${where} this one bucket.`,
      },
    };
  }

  /** The name under which another stack's policy refers to this bucket. */
  #exportedArn(): string {
    const stack = Stack.of(this);
    const reference = stack.resolve(stack.exportValue(this.bucket.bucketArn));
    return reference['Fn::ImportValue'];
  }
}

/** Who read or wrote the message buckets. S3 delivers such logs only to a bucket under its own key. */
export class AccessLogBucket extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      ...HARDENED,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [lifecycle(400)],
    });
    acknowledge(
      bucket,
      [...complianceRule('S3DefaultEncryptionKMS'), 'CalciumAlerts::BucketEncryptedByOwnKey'],
      'S3 delivers server access logs only to a bucket encrypted by its own key (SSE-S3).',
    );
    acknowledge(
      bucket,
      complianceRule('S3BucketReplicationEnabled'),
      'Logs of access to buckets of one region are of use beside them; S3 holds them in three zones.',
    );
    this.bucket = bucket as IBucket;
  }
}

function lifecycle(days: number) {
  return {
    abortIncompleteMultipartUploadAfter: Duration.days(1),
    expiration: Duration.days(days),
    noncurrentVersionExpiration: Duration.days(1),
  };
}
