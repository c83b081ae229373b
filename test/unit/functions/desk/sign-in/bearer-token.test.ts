import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createReadBearerToken } from '../../../../../functions/desk/sign-in/bearer-token.ts';
import { epochMs } from '../../../../../shared/clinical/instant.ts';

const ISSUER = 'https://issuer.example';
const NOW = 1_800_000_000;
const { privateKey, publicKey } = await generateKeyPair('RS256');
const read = createReadBearerToken({ issuer: ISSUER, audiences: ['desk'] }, async () => publicKey, {
  now: () => epochMs(NOW * 1_000),
});

const CLAIMS = { token_use: 'access', client_id: 'desk', 'cognito:groups': ['auditor'] };
const TIMES = { iss: ISSUER, sub: 'u1', iat: NOW - 60, exp: NOW + 60 };

const signed = (claims: Record<string, unknown>, alg = 'RS256') =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(privateKey);

describe('a bearer token', () => {
  it.each([
    ['of Amazon Cognito, which names the client', CLAIMS],
    ['that names its audience', { ...CLAIMS, aud: 'desk', client_id: 'other' }],
    ['that names several audiences', { ...CLAIMS, aud: ['other', 'desk'] }],
    [
      'of an identity, for the desk itself',
      { ...CLAIMS, token_use: 'id', aud: 'desk', client_id: undefined },
    ],
  ])('%s, is read', async (_, claims) => {
    const claimed = await read(await signed({ ...TIMES, ...claims }));

    expect(claimed).toMatchObject({ sub: 'u1', 'cognito:groups': ['auditor'] });
  });

  it.each([
    ['for another client', { client_id: 'other' }],
    ['for another audience', { aud: 'other' }],
    ['that is for nobody', { client_id: undefined }],
    ['of an identity for another client', { token_use: 'id', aud: 'other' }],
    ['of an identity that names no audience', { token_use: 'id' }],
    ['for renewal', { token_use: 'refresh' }],
    ['that does not say what it is for', { token_use: undefined }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['that has expired', { exp: NOW - 60 }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: NOW + 60 }],
    ['of nobody', { sub: undefined }],
    ['whose groups are no list', { 'cognito:groups': 'auditor' }],
  ])('%s, is refused', async (_, changed) => {
    expect(await read(await signed({ ...TIMES, ...CLAIMS, ...changed }))).toBeUndefined();
  });

  it('signed with another algorithm, or with the public key as a secret, is refused', async () => {
    const confused = await new SignJWT({ ...TIMES, ...CLAIMS })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('secret'.repeat(10)));

    expect(await read(confused)).toBeUndefined();
    expect(await read('no.token.atall')).toBeUndefined();
  });

  it('is not said to be wrong where the keys cannot be fetched', async () => {
    const unreachable = createReadBearerToken(
      { issuer: ISSUER, audiences: ['desk'] },
      () => Promise.reject(new TypeError('fetch failed')),
      { now: () => epochMs(NOW * 1_000) },
    );

    await expect(unreachable(await signed({ ...TIMES, ...CLAIMS }))).rejects.toThrow('fetch failed');
  });
});
