/** What two receipts of one fact may differ in. */
export type FactReceipt = {
  readonly receivedAt: number;
  readonly origin: string;
  readonly readAt: number;
  /** Seconds since the epoch; absent = never. */
  readonly expiresAt?: number | undefined;
};

/**
 * What to keep of two receipts of one fact: the earlier time, the live origin, the later reading and the
 * later expiry. The same in whichever order they come and however often.
 */
export function mergeReceipts(a: FactReceipt, b: FactReceipt): FactReceipt {
  const receivedAt = Math.min(a.receivedAt, b.receivedAt);
  const readAt = Math.max(a.readAt, b.readAt);
  const origin = a.origin === 'live' ? a.origin : b.origin;
  if (a.expiresAt === undefined || b.expiresAt === undefined) return { receivedAt, origin, readAt };
  return { receivedAt, origin, readAt, expiresAt: Math.max(a.expiresAt, b.expiresAt) };
}

export function sameReceipt(a: FactReceipt, b: FactReceipt): boolean {
  return (
    a.receivedAt === b.receivedAt &&
    a.origin === b.origin &&
    a.readAt === b.readAt &&
    a.expiresAt === b.expiresAt
  );
}
