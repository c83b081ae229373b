import { deskDocument } from '../../../functions/desk/page/desk-document.ts';
import { type Html, html } from '../../../functions/desk/page/html.ts';
import { DESK_PATHS } from '../../../functions/desk/page/paths.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';

const NOBODY = { teams: [], formToken: '', now: epochMs(0), idleMs: 0 };

function messageDocument(title: string, content: Html): string {
  return deskDocument(title, html`<div class="message"><h1>${title}</h1>${content}</div>`, NOBODY);
}

/** Asks for a user of this machine; `again` after a wrong answer. */
export function signInDocument(again: boolean): string {
  return messageDocument(
    'Sign in',
    html`<p class="lead">This stands in for the sign-in of your hospital. Users and passwords were printed when the service started.</p>
${again && html`<p class="warning" role="alert"><b>User or password is not right.</b></p>`}
<form method="post">
<p class="field"><label for="user">User</label><input id="user" name="user" autocomplete="username" autocapitalize="none" required></p>
<p class="field"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required></p>
<button class="primary">Sign in</button>
</form>`,
  );
}

/** `form` is the provider's own, which holds its token. */
export function signOutDocument(form: string): string {
  return messageDocument(
    'Sign out',
    html`<p class="lead">You have left the desk. End your session of this sign-in as well?</p>
${{ markup: form }}
<p><button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>`,
  );
}

export function errorDocument(): string {
  return messageDocument(
    'Signing in did not succeed',
    html`<p class="lead">It took too long, or was begun in another window.</p>
<p><a class="button primary" href="${DESK_PATHS.signIn}">Begin again</a></p>`,
  );
}
