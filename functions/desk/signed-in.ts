import { type Answer, redirect } from './answers.ts';
import { type DeskParts, viewOf } from './desk-parts.ts';
import type { DeskRequest } from './desk-request.ts';
import { DESK_PATHS } from './page/paths.ts';
import { pageOf } from './refusal-of.ts';
import { secretOf } from './sign-in/cookies.ts';
import type { Session } from './sign-in/sessions.ts';

/** The session of the cookie that was sent, where it still runs. */
export async function sessionOf(
  { sessions, cookies }: DeskParts,
  request: DeskRequest,
): Promise<Session | undefined> {
  const secret = secretOf(request.cookies, cookies.session);
  return secret === undefined ? undefined : sessions.use(secret);
}

/**
 * Answers a user who is signed in; anybody else goes to sign in first, and then to `onward`. What is refused is told on
 * a page, which leads back to the alert it is about.
 */
export async function answerSignedIn(
  parts: DeskParts,
  request: DeskRequest,
  then: (session: Session) => Promise<Answer>,
  { onward = request.target, alertId }: { readonly onward?: string; readonly alertId?: string } = {},
): Promise<Answer> {
  const session = await sessionOf(parts, request);
  if (!session) return redirect(`${DESK_PATHS.signIn}?${new URLSearchParams({ to: onward })}`);
  try {
    await parts.limit(`user:${session.user.id}`);
    return await then(session);
  } catch (error) {
    return pageOf(error, parts.telemetry, viewOf(parts, session), alertId);
  }
}
