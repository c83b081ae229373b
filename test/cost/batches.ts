import type { Count } from './count-requests.ts';

/** What Lambda hands to `assess`: as deployed, or with `-c assessBatch=50`. */
export type Batching = { readonly most: number; readonly windowSeconds: number };
export const AT_ONCE: Batching = { most: 10, windowSeconds: 0 };
export const GATHERED: Batching = { most: 50, windowSeconds: 1 };

/** Batches that Lambda gathers at the same time before a backlog makes it begin more (AWS Lambda Developer Guide, "Scaling event sources"). */
const POLLERS = 5;

/**
 * Messages a batch where so many come each second, at random: whoever waits at the queue is handed the first one, and what
 * comes within the window after it to the same of five. Full ones only where there is a backlog.
 */
export function messagesPerBatch(perSecond: number, { most, windowSeconds }: Batching): number {
  return Math.min(most, 1 + (perSecond * windowSeconds) / POLLERS);
}

/** Of the invocations of a function, that Lambda traces: one a second, and 5 % of the others ("Visualize Lambda function invocations"). */
export function tracedShare(invocationsASecond: number): number {
  if (invocationsASecond <= 1) return 1;
  return (1 + 0.05 * (invocationsASecond - 1)) / invocationsASecond;
}

/** The same messages in batches of another size: an invocation and an archive object each. */
export function inBatchesOf(perBatch: number, count: Count): Count {
  const { messages, assess } = count;
  const invocations = messages / perBatch;
  const byAction = new Map(assess.requests.byAction);
  const archived = byAction.get(ARCHIVE);
  if (archived !== undefined) byAction.set(ARCHIVE, (archived * invocations) / assess.invocations);
  return { ...count, assess: { ...assess, invocations, requests: { ...assess.requests, byAction } } };
}

const ARCHIVE = 'S3 PutObject';
