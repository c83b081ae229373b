import { deskDocument } from './desk-document.ts';
import type { DeskView } from './desk-view.ts';
import { html } from './html.ts';
import { alertPath, DESK_PATHS } from './paths.ts';

type Message = {
  readonly title: string;
  readonly text: string;
  /** Where to go on from here. */
  readonly next: readonly [address: string, text: string];
};

const OPEN = [DESK_PATHS.open, 'Open alerts'] as const;
const SIGN_IN = [DESK_PATHS.signIn, 'Sign in'] as const;
/** The identity provider still knows who they are: it is to ask again. */
const SIGN_IN_ANEW = [`${DESK_PATHS.signIn}?anew`, 'Sign in as somebody else'] as const;

const MESSAGES = {
  'sign-in-failed': {
    title: 'You are not signed in',
    text: 'Signing in did not succeed, or took too long. Nothing has been changed.',
    next: SIGN_IN,
  },
  'no-role': {
    title: 'Your account has no role at the desk',
    text: 'You are signed in, but nobody has given you a team or a role here. Ask whoever manages the accounts of your hospital.',
    next: SIGN_IN_ANEW,
  },
  'signed-out': {
    title: 'You are signed out',
    text: 'Nothing of the desk is left in this browser.',
    next: SIGN_IN,
  },
  'session-ended': {
    title: 'Your session has ended',
    text: 'You were signed out because the desk was not used for a while. What was not sent has not been done.',
    next: SIGN_IN,
  },
  'not-found': {
    title: 'There is no such alert for you',
    text: 'The address may be mistyped, or the alert may belong to a team that is not yours.',
    next: OPEN,
  },
  'no-page': {
    title: 'There is nothing at this address',
    text: 'The address may be mistyped.',
    next: OPEN,
  },
  'not-allowed': {
    title: 'You may not do this',
    text: 'Your role at the desk does not allow it. Nothing has been changed.',
    next: OPEN,
  },
  'changed-meanwhile': {
    title: 'The alert has changed meanwhile',
    text: 'Somebody has answered it, or a further result has come, since you opened it. What you sent has not been done: look at the alert again first.',
    next: OPEN,
  },
  'not-possible': {
    title: 'This cannot be done now',
    text: 'The alert is not in a state that allows it, or something in the form is missing. Nothing has been changed.',
    next: OPEN,
  },
  'form-expired': {
    title: 'The form was not accepted',
    text: 'It was not sent from a page of your session. Nothing has been changed: open the alert again and repeat it there.',
    next: OPEN,
  },
  'too-many-requests': {
    title: 'Too many requests',
    text: 'Wait a minute and try again. Alerts go on being paged meanwhile.',
    next: OPEN,
  },
  failed: {
    title: 'Something failed here',
    text: 'It is not known whether what you sent has been done: look at the alert again. Alerts go on being paged meanwhile.',
    next: OPEN,
  },
} as const satisfies Readonly<Record<string, Message>>;

export type DeskMessage = keyof typeof MESSAGES;
export const DESK_MESSAGES = Object.keys(MESSAGES) as readonly DeskMessage[];

/** A page that says why there is no other. With an alert, the way on leads back to it. */
export function renderMessage(message: DeskMessage, view: DeskView, alertId?: string): string {
  const { title, text, next } = MESSAGES[message];
  const [address, name] = alertId === undefined ? next : [alertPath(alertId), 'Look at the alert again'];
  const main = html`<div class="message"><h1>${title}</h1>
<p class="lead">${text}</p>
<p><a class="button primary" href="${address}">${name}</a></p></div>`;
  return deskDocument(title, main, view);
}
