import type { Node } from 'constructs';
import * as z from 'zod';

/** What Lambda hands to `assess` at once. */
export type AssessBatch = {
  readonly batchSize: number;
  /** How long it gathers messages for that; 0 = hands on at once whatever is there. */
  readonly windowSeconds: number;
};

/** That SQS hands over in one request: Lambda gathers more only where it is given a second for it. */
const AT_ONCE = 10;

const batchSizeSchema = z.coerce.number().int().min(1).max(100).default(AT_ONCE);

/**
 * `-c assessBatch=50` where many messages come each second. Left out, nothing is gathered, for where few come a page would
 * wait for up to 20 s (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS").
 */
export function readAssessBatch(context: Pick<Node, 'tryGetContext'>): AssessBatch {
  const read = batchSizeSchema.safeParse(context.tryGetContext('assessBatch'));
  if (!read.success) throw new Error(`-c assessBatch=…: ${z.prettifyError(read.error)}`);
  return { batchSize: read.data, windowSeconds: read.data > AT_ONCE ? 1 : 0 };
}
