import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { type Claims, claimsSchema } from './user-of-claims.ts';

export type BearerSettings = {
  readonly issuer: string;
  /** Who a token may be for: audiences, or client ids where a token names no audience (Amazon Cognito). */
  readonly audiences: readonly string[];
};

/** The claims of a token that holds; undefined for any other text. */
export type ReadBearerToken = (token: string) => Promise<Claims | undefined>;

const CLOCK_TOLERANCE_S = 5;

/**
 * Either token of the desk's own client or of a program's, and none that says nothing of its use. Of users of the hospital's identity
 * provider Amazon Cognito writes the groups into the identity token alone.
 */
const bearerSchema = claimsSchema.extend({
  token_use: z.enum(['access', 'id']),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
});

export function createReadBearerToken(
  { issuer, audiences }: BearerSettings,
  keys: JWTVerifyGetKey,
  clock: Clock,
): ReadBearerToken {
  return async (token) => {
    const verified = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['RS256'],
      requiredClaims: ['sub', 'exp', 'iat'],
      currentDate: new Date(clock.now()),
      clockTolerance: CLOCK_TOLERANCE_S,
    }).catch(undefinedWhereInvalid);
    const bearer = bearerSchema.safeParse(verified?.payload);
    if (!bearer.success) return undefined;
    const { aud, client_id, token_use } = bearer.data;
    const meantFor = aud === undefined && token_use === 'access' ? [client_id] : [aud].flat();
    return meantFor.some((name) => audiences.some((own) => own === name)) ? bearer.data : undefined;
  };
}

/** Keys that cannot be fetched are a fault of ours, not of the token. */
function undefinedWhereInvalid(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('ERR_J') && !UNREACHABLE.has(code)) return undefined;
  throw error;
}

const UNREACHABLE = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID']);

/** The provider's keys, asked for when the first token comes. */
export function keysBehind(url: () => Promise<URL>): JWTVerifyGetKey {
  let keys: { readonly href: string; readonly get: JWTVerifyGetKey } | undefined;
  return async (header, token) => {
    const at = await url();
    if (keys?.href !== at.href) keys = { href: at.href, get: createRemoteJWKSet(at) };
    return keys.get(header, token);
  };
}
