import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import { acknowledge } from './acknowledge.ts';
import type { DataKey } from './data-key.ts';

/** AWS asks for a visibility of at least six times the consumer's timeout, and the time in which a batch is gathered. */
const VISIBILITY_PER_TIMEOUT = 6;
const MAX_RECEIVES = 50;

export type DurableQueueProps = {
  readonly dataKey: DataKey;
  /** Of the function that reads it. */
  readonly consumerTimeoutSeconds: number;
  /** How long a batch is gathered for it. */
  readonly windowSeconds?: number;
};

/** A queue that gives nothing up: 4 days and 50 receives, then 14 days among the dead letters. */
export class DurableQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, props: DurableQueueProps) {
    super(scope, id);
    this.#dataKey = props.dataKey;
    const hardened = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.dataKey.key,
      dataKeyReuse: Duration.hours(1),
      enforceSSL: true,
    };
    // Without an allow policy: one that denies all keeps out the queue below as well, one that names it makes a circle.
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...hardened,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this.deadLetters,
      'Serverless-SQSRedrivePolicy',
      'This is the dead-letter queue: an alarm at its first message and a redrive follow, not another queue.',
    );
    this.queue = new Queue(this, 'Queue', {
      ...hardened,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(
        props.consumerTimeoutSeconds * VISIBILITY_PER_TIMEOUT + (props.windowSeconds ?? 0),
      ),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  send(): Access {
    return {
      value: this.queue.queueUrl,
      statements: [allow(['sqs:SendMessage'], [this.queue.queueArn]), this.#dataKey.use()],
    };
  }
}
