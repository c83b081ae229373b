import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EnvironmentSettings } from '../config.ts';
import type { DataKey } from './data-key.ts';
import { AccessLogBucket, MessageBucket } from './message-bucket.ts';

/** A claim check outlives its queued message: 4 days in the queue, 14 among the dead letters, and time to redrive. */
const CLAIM_CHECK_DAYS = 30;

/** Where raw messages lie: kept, set aside, or too large for the queue. */
export class MessageBuckets extends Construct {
  readonly archive: MessageBucket;
  readonly quarantine: MessageBucket;
  readonly claimCheck: MessageBucket;
  readonly accessLogs: IBucket;

  constructor(scope: Construct, id: string, dataKey: DataKey, settings: EnvironmentSettings) {
    super(scope, id);
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs').bucket;
    const bucket = (name: string, expiresAfterDays: number) =>
      new MessageBucket(this, name, { dataKey, accessLogs: this.accessLogs, expiresAfterDays });
    this.archive = bucket('Archive', settings.archiveDays);
    this.quarantine = bucket('Quarantine', settings.quarantineDays);
    this.claimCheck = bucket('ClaimCheck', CLAIM_CHECK_DAYS);
  }
}
