import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits of chance, safe in a cookie and an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret: who reads the table cannot be who it belongs to. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compared in the same time however much of it is right. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(fingerprint(given)), Buffer.from(fingerprint(expected)));
}
