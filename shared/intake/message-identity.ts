import { createHash } from 'node:crypto';

/**
 * Which message this is: its bytes, whichever feed brought it and however it was understood. MSH-10 alone will not do,
 * for there are senders who use a control id again.
 */
export function messageIdentity(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
