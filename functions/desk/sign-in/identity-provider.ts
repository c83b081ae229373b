import * as oidc from 'openid-client';
import { DESK_PATHS } from '../page/paths.ts';
import { isLoopback } from './loopback.ts';
import { type Claims, claimsSchema } from './user-of-claims.ts';

/** What one sign-in is bound to. */
export type SignInBinding = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** The hospital's sign-in, as the desk needs it: OpenID Connect, code flow with PKCE. */
export type IdentityProvider = {
  /** Where the browser goes to sign in; `anew` asks for credentials although the provider still knows the user. */
  readonly signInUrl: (binding: SignInBinding, anew: boolean) => Promise<string>;
  /** The claims of who came back with this query. Rejects whatever is not exactly right. */
  readonly claimsOf: (query: URLSearchParams, binding: SignInBinding) => Promise<Claims>;
  /** Where the browser goes to be signed out there as well; undefined where the provider has no such address. */
  readonly signOutUrl: () => Promise<string | undefined>;
  /** Where the keys lie that its tokens are signed with. */
  readonly keysUrl: () => Promise<URL>;
};

export type ProviderSettings = {
  readonly issuer: URL;
  readonly clientId: string;
  /** Origin of the desk. */
  readonly origin: string;
};

/** Where the provider sends the browser back to. */
export const CALLBACK_PATH = `${DESK_PATHS.signIn}/callback` as const;

const TIMEOUT_S = 5;
const REFRESH_MS = 3_600_000;

export function createIdentityProvider(settings: ProviderSettings, now: () => number): IdentityProvider {
  const configuration = remember(() => discover(settings), now);
  const redirectUri = `${settings.origin}${CALLBACK_PATH}`;
  return {
    signInUrl: async ({ state, nonce, codeVerifier }, anew) => {
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        ...{ state, nonce },
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(anew && { prompt: 'login' }),
      });
      return url.href;
    },
    claimsOf: async (query, { state, nonce, codeVerifier }) => {
      const tokens = await oidc.authorizationCodeGrant(
        await configuration(),
        new URL(`${redirectUri}?${query}`),
        { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      );
      return claimsSchema.parse(tokens.claims());
    },
    signOutUrl: async () => signOutUrl(await configuration(), `${settings.origin}${DESK_PATHS.signedOut}`),
    keysUrl: async () => {
      const { jwks_uri = '' } = (await configuration()).serverMetadata();
      return new URL(jwks_uri);
    },
  };
}

/** A public client: what proves the exchange is the code verifier, and there is no secret to be lost. */
function discover({ issuer, clientId }: ProviderSettings): Promise<oidc.Configuration> {
  const insecure = isLoopback(issuer) ? [oidc.allowInsecureRequests] : [];
  return oidc.discovery(issuer, clientId, { id_token_signed_response_alg: 'RS256' }, oidc.None(), {
    timeout: TIMEOUT_S,
    execute: [...insecure, oidc.enableNonRepudiationChecks],
  });
}

/** `logout_uri` is what Amazon Cognito calls the standard's `post_logout_redirect_uri`. */
function signOutUrl(configuration: oidc.Configuration, back: string): string | undefined {
  if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
  return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: back, logout_uri: back }).href;
}

/** Asks once, and again after a while or where it failed. */
function remember<T>(ask: () => Promise<T>, now: () => number): () => Promise<T> {
  let known: { readonly since: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (known && now() - known.since < REFRESH_MS) return known.answer;
    const asked = { since: now(), answer: ask() };
    known = asked;
    asked.answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.answer;
  };
}
