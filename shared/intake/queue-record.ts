import * as z from 'zod';
import { epochMsSchema } from '../clinical/instant.ts';
import { UnprocessableMessageError } from '../runtime/errors.ts';
import type { QueuedMessage } from './message-queue.ts';

/** A queued message as SQS carries it; the local queue keeps the same shape. */
export type QueueRecord = {
  /** Base64 of the bytes, or `claim` where the bytes lie in the claim store. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** Where bytes too long for the queue wait (a claim check). */
export type ClaimStore = {
  /** Resolves to the claim once the bytes are durable. */
  readonly deposit: (bytes: Uint8Array) => Promise<string>;
  readonly collect: (claim: string) => Promise<Uint8Array>;
};

const CLAIM_BODY = 'claim';

const attributesSchema = z.object({
  feed: z.string().min(1),
  receivedAt: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(epochMsSchema),
  charset: z.string().min(1).optional(),
  origin: z.enum(['live', 'import']),
  claim: z.string().min(1).optional(),
});

/** What of a message is not its bytes, as attributes. */
function attributesOf(message: QueuedMessage): Record<string, string> {
  const { feed, receivedAt, origin, charset } = message;
  return {
    feed,
    receivedAt: String(receivedAt),
    origin,
    ...(charset === undefined ? {} : { charset }),
  };
}

export function toQueueRecord(message: QueuedMessage): QueueRecord {
  return { body: Buffer.from(message.bytes).toString('base64'), attributes: attributesOf(message) };
}

export function toClaimRecord(message: QueuedMessage, claim: string): QueueRecord {
  return { body: CLAIM_BODY, attributes: { ...attributesOf(message), claim } };
}

/**
 * A record of the queue back as the message it carries.
 * @throws UnprocessableMessageError 'queue-record' when it is not one of ours; what the claim store throws.
 */
export async function fromQueueRecord(
  record: QueueRecord,
  claims: Pick<ClaimStore, 'collect'>,
): Promise<QueuedMessage> {
  const parsed = attributesSchema.safeParse(record.attributes);
  if (!parsed.success) {
    throw new UnprocessableMessageError(
      'queue-record',
      'a record of the queue lacks feed, receipt or origin',
    );
  }
  const { claim, charset, ...rest } = parsed.data;
  const bytes = claim === undefined ? Buffer.from(record.body, 'base64') : await claims.collect(claim);
  return { bytes, ...rest, ...(charset === undefined ? {} : { charset }) };
}
