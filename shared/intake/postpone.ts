import type { SQSRecord } from 'aws-lambda';

/** A record of the queue that failed, as far as its next attempt is concerned. */
export type FailedRecord = Pick<SQSRecord, 'messageId' | 'receiptHandle' | 'attributes' | 'eventSourceARN'>;

/**
 * Has failed records come again after a pause that grows with their receives. Never rejects: what could not be
 * postponed comes again after the queue's own visibility timeout.
 */
export type Postpone = (records: readonly FailedRecord[]) => Promise<void>;
