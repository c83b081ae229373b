import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';
import { DurableQueue } from './durable-queue.ts';
import { MessageBucket } from './message-bucket.ts';

/** A dropped file is the sender's copy; its messages live on in the archive. */
const DROP_DAYS = 30;

export type FileDropProps = {
  readonly dataKey: DataKey;
  readonly accessLogs: IBucket;
  readonly consumerTimeoutSeconds: number;
};

/** A bucket for files of messages and the queue that tells of each. */
export class FileDrop extends Construct {
  readonly files: MessageBucket;
  readonly arrivals: DurableQueue;

  constructor(scope: Construct, id: string, props: FileDropProps) {
    super(scope, id);
    this.arrivals = new DurableQueue(this, 'Arrivals', props);
    this.arrivals.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.arrivals.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.files = new MessageBucket(this, 'Files', { ...props, expiresAfterDays: DROP_DAYS });
    this.#tellOfEachFile();
  }

  /** CloudFormation's own notification; the CDK's would bring a function with rights over every bucket. */
  #tellOfEachFile(): void {
    const bucket = this.files.bucket.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new Error('a Bucket without its CloudFormation resource');
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: this.arrivals.queue.queueArn }],
    };
    const policy = this.arrivals.queue.node.tryFindChild('Policy');
    if (policy) bucket.node.addDependency(policy);
  }
}
