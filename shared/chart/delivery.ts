import * as z from 'zod';
import { type EpochMs, epochMsSchema, MINUTE_MS, plusMs } from '../clinical/instant.ts';

const smsTallySchema = z.object({ delivered: z.int().nonnegative(), failed: z.int().nonnegative() });
/** How many SMS of a page are known to have been delivered, and to have failed. */
export type SmsTally = z.infer<typeof smsTallySchema>;

/** What the outside was told of an alert. Worklist entries: none. Attempts count what may have been published. */
export const deliverySchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({
    state: z.literal('claimed'),
    /** Whose attempt it is; the claim runs out, and the next attempt is due, at `until`. */
    token: z.string(),
    until: epochMsSchema,
    attempts: z.int().positive(),
    /** Error name of the last attempt that is known to have failed. */
    lastError: z.string().exactOptional(),
    /** This attempt published nothing, the team having had too many pages: the sweep sends it among others. */
    held: z.literal(true).exactOptional(),
  }),
  z.object({
    state: z.literal('sent'),
    sentAt: epochMsSchema,
    attempts: z.int().positive(),
    /** The alert whose reference the page bears, where it stands for several. */
    together: z.string().exactOptional(),
    /** What carriers have said of its SMS so far. E-mail is handed over, and no more is heard of it. */
    sms: smsTallySchema.exactOptional(),
  }),
  /** Somebody has answered before it was known to be sent: no attempt begins any more. */
  z.object({
    state: z.literal('stopped'),
    attempts: z.int().positive(),
    /** The last attempt published nothing. */
    held: z.literal(true).exactOptional(),
  }),
]);
export type Delivery = z.infer<typeof deliverySchema>;
export type ClaimedDelivery = Extract<Delivery, { state: 'claimed' }>;

/** How long an attempt holds an alert. */
export type ClaimTimes = {
  /** The first attempt; each later one twice as long, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** An attempt with less than this left publishes no more. */
  readonly marginMs: number;
  /** What is held is due at the next multiple of this: what is held meanwhile is sent together. */
  readonly gatherMs: number;
};

/** Cap: an alert is sent within 3 minutes of the end of any fault, the sweep coming each minute. */
export const DEFAULT_CLAIM_TIMES: ClaimTimes = {
  firstMs: MINUTE_MS,
  longestMs: 2 * MINUTE_MS,
  marginMs: 5_000,
  gatherMs: 1_000,
};

/** The first claim: of whoever raised the alert. */
export function firstClaim(token: string, now: EpochMs, times: ClaimTimes): ClaimedDelivery {
  return { state: 'claimed', token, until: plusMs(now, times.firstMs), attempts: 1 };
}

/** The same claim of an alert that may have been published before it was forgotten. */
export function claimAgain(first: ClaimedDelivery): ClaimedDelivery {
  return { ...first, attempts: first.attempts + 1 };
}

/** The claim of a further attempt; each holds the alert for longer than the one before. */
export function furtherClaim(
  before: ClaimedDelivery,
  token: string,
  now: EpochMs,
  times: ClaimTimes,
): ClaimedDelivery {
  const { held, ...claimed } = before;
  const attempts = before.attempts + (held ? 0 : 1);
  const holdMs = Math.min(times.firstMs * 2 ** (attempts - 1), times.longestMs);
  return { ...claimed, token, until: plusMs(now, holdMs), attempts };
}

/** Until when what is one page too many for its team waits for others. */
export function heldUntil(now: EpochMs, { gatherMs }: ClaimTimes): EpochMs {
  return plusMs(now, gatherMs - (now % gatherMs));
}

/** Whether nobody holds the alert any more and it is still to be sent. */
export function isDue(delivery: Delivery, now: EpochMs): delivery is ClaimedDelivery {
  return delivery.state === 'claimed' && delivery.until <= now;
}
