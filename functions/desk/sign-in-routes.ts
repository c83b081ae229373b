import * as z from 'zod';
import { type Answer, page, redirect } from './answers.ts';
import { type DeskParts, viewOf } from './desk-parts.ts';
import { type DeskRequest, readForm } from './desk-request.ts';
import { renderMessage } from './page/message-page.ts';
import { DESK_PATHS, FORM_FIELDS } from './page/paths.ts';
import { RequestRefusedError } from './refusal.ts';
import { requireFromHere, requireSameSite } from './same-origin.ts';
import { secretOf, setCookie } from './sign-in/cookies.ts';
import { returnAddress } from './sign-in/return-address.ts';
import { LONGEST_MS } from './sign-in/sessions.ts';
import { ATTEMPT_MS } from './sign-in/sign-in-attempts.ts';
import { type Claims, userOfClaims } from './sign-in/user-of-claims.ts';
import { sessionOf } from './signed-in.ts';

/** Begins a sign-in: the browser goes to the identity provider, and comes back to where it wanted to go. */
export async function beginSignIn(parts: DeskParts, request: DeskRequest): Promise<Answer> {
  const { attempts, identity, cookies, limit, newSecret } = parts;
  await limit(`address:${request.address}`);
  const browser = secretOf(request.cookies, cookies.browser) ?? newSecret();
  const binding = { state: newSecret(), nonce: newSecret(), codeVerifier: newSecret() };
  const { state, ...kept } = binding;
  const returnTo = returnAddress(request.query.get('to') ?? undefined);
  await attempts.begin(state, browser, { ...kept, returnTo });
  const location = await identity.signInUrl(binding, request.query.has('anew'));
  return redirect(location, [setCookie(cookies, cookies.browser, browser, ATTEMPT_MS / 1_000)]);
}

/** The user is back from the identity provider: a session begins, or a page says why none does. */
export async function finishSignIn(parts: DeskParts, request: DeskRequest): Promise<Answer> {
  const { sessions, cookies, limit, newSecret, teams } = parts;
  await limit(`address:${request.address}`);
  const { claims, returnTo } = await signedInAs(parts, request);
  const user = userOfClaims(
    claims,
    teams.map(({ id }) => id),
  );
  if (!user) throw new RequestRefusedError('no-role');
  const former = secretOf(request.cookies, cookies.session);
  if (former !== undefined) await sessions.end(former);
  const secret = newSecret();
  await sessions.start(secret, newSecret(), user);
  return redirect(returnTo, [setCookie(cookies, cookies.session, secret, LONGEST_MS / 1_000)]);
}

type SignedInAs = { readonly claims: Claims; readonly returnTo: string };

async function signedInAs(
  { attempts, identity, cookies, telemetry }: DeskParts,
  { query, cookies: sent }: DeskRequest,
): Promise<SignedInAs> {
  const state = query.get('state') ?? '';
  const browser = secretOf(sent, cookies.browser);
  const attempt = browser === undefined ? undefined : await attempts.take(state, browser);
  if (!attempt) throw new RequestRefusedError('sign-in-failed');
  try {
    return { claims: await identity.claimsOf(query, { state, ...attempt }), returnTo: attempt.returnTo };
  } catch (error) {
    telemetry.error('desk-sign-in-failed', error);
    throw new RequestRefusedError('sign-in-failed');
  }
}

const signOutSchema = z.object({ [FORM_FIELDS.token]: z.string() });

/** Ends the session here, then sends the browser on to be signed out at the identity provider too, if that answers. */
export async function signOut(parts: DeskParts, request: DeskRequest): Promise<Answer> {
  const { sessions, cookies, origin, identity } = parts;
  const secret = secretOf(request.cookies, cookies.session);
  const session = secret === undefined ? undefined : await sessions.use(secret);
  if (secret === undefined || !session) return redirect(DESK_PATHS.signedOut);
  const { token } = readForm(signOutSchema, request);
  requireFromHere(request, origin, { given: token, expected: session.formToken });
  await sessions.end(secret);
  const onward = await identity.signOutUrl().catch(() => undefined);
  const answer = onward === undefined ? redirect(DESK_PATHS.signedOut) : goOn(parts, onward);
  return { ...answer, cookies: [setCookie(cookies, cookies.session, '', 0)] };
}

/** By a header of the page, not by a redirect: `form-action` would forbid that to lead to another host. */
function goOn(parts: DeskParts, url: string): Answer {
  return page(renderMessage('signed-out', viewOf(parts)), 200, { refresh: `0; url=${url}` });
}

export function signedOut(parts: DeskParts): Answer {
  return page(renderMessage('signed-out', viewOf(parts)));
}

/** Keeps the session of a user who is still there. */
export async function stay(parts: DeskParts, request: DeskRequest): Promise<Answer> {
  requireSameSite(request, parts.origin);
  const session = await sessionOf(parts, request);
  if (!session) throw new RequestRefusedError('not-signed-in');
  await parts.limit(`user:${session.user.id}`);
  return { statusCode: 204, headers: {}, body: null };
}
