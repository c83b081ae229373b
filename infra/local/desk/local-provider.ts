import { generateKeyPair, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { Account, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { DESK_PATHS } from '../../../functions/desk/page/paths.ts';
import { CALLBACK_PATH } from '../../../functions/desk/sign-in/identity-provider.ts';
import { isSame } from '../../../functions/desk/sign-in/secret.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { LocalUser } from './desk-users.ts';
import { errorDocument, signInDocument, signOutDocument } from './provider-pages.ts';
import { createProviderStore } from './provider-store.ts';

/** Below which the provider of this machine answers. */
export const PROVIDER_PATH = '/oidc';
export const LOCAL_CLIENT = 'desk';

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export type LocalProviderParts = {
  readonly origin: string;
  readonly users: readonly LocalUser[];
  readonly clock: Clock;
};

/** A certified OpenID Connect provider, in place of the hospital's. Its keys and sessions last as long as the process. */
export async function createLocalProvider({ origin, users, clock }: LocalProviderParts): Promise<Provider> {
  const { Provider } = await import('oidc-provider');
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  const claimsOf = (id: string) => {
    const user = users.find((known) => known.id === id);
    return user && { sub: user.id, name: user.name, 'cognito:groups': user.groups };
  };
  return new Provider(`${origin}${PROVIDER_PATH}`, {
    adapter: createProviderStore(clock),
    clients: [
      {
        client_id: LOCAL_CLIENT,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${origin}${CALLBACK_PATH}`],
        post_logout_redirect_uris: [`${origin}${DESK_PATHS.signedOut}`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], profile: ['name', 'cognito:groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${origin}/api`,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: LOCAL_CLIENT,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (context, form) => {
          context.body = signOutDocument(form);
        },
      },
    },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: MINUTE,
      IdToken: HOUR,
      Interaction: 10 * MINUTE,
      Session: 12 * HOUR,
      Grant: 12 * HOUR,
    },
    interactions: { url: (_context, { uid }) => `${PROVIDER_PATH}/interaction/${uid}` },
    findAccount: (_context, id) => {
      const claims = claimsOf(id);
      return claims && ({ accountId: id, claims: () => claims } satisfies Account);
    },
    extraTokenClaims: (_context, token) =>
      'accountId' in token && token.accountId !== undefined
        ? { ...claimsOf(token.accountId), token_use: 'access' }
        : undefined,
    loadExistingGrant,
    renderError: async (context) => {
      context.type = 'html';
      context.body = errorDocument();
    },
  });
}

/** Nobody is asked whether the desk may know their name: it is the only client. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const grant = known === undefined ? undefined : await provider.Grant.find(known);
  if (grant) return grant;
  const made = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  made.addOIDCScope('openid profile');
  await made.save();
  return made;
}

/** The page that asks who somebody is, and what is done with the answer. */
export async function answerInteraction(
  provider: Provider,
  users: readonly LocalUser[],
  { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: string },
): Promise<string | undefined> {
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return signInDocument(false);
  const form = new URLSearchParams(body);
  const user = users.find(({ id }) => id === form.get('user'));
  const isRight = isSame(form.get('password') ?? '', user?.password ?? '');
  if (!user || !isRight || prompt.name !== 'login') return signInDocument(true);
  await provider.interactionFinished(request, response, { login: { accountId: user.id } });
  return undefined;
}
