import { expect, it } from 'vitest';
import { messageIdentity } from '../../../shared/intake/message-identity.ts';

it('is the SHA-256 of the bytes, by letters that a key may hold', () => {
  // FIPS 180-2, appendix B.1, in base64url.
  expect(messageIdentity(Buffer.from('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});
