import { randomBytes } from 'node:crypto';

/** MSH-10 of answers: 20 characters (the field's length before v2.6), random, never the same twice. */
export function createControlIds(random: (bytes: number) => Uint8Array = randomBytes): () => string {
  return () => Buffer.from(random(15)).toString('base64url').replaceAll('-', 'X').replaceAll('_', 'Y');
}
