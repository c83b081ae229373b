import type { DeskView } from './desk-view.ts';
import { type Html, html } from './html.ts';
import { markSheet } from './level-mark.ts';
import { assetPath, DESK_PATHS, FORM_FIELDS } from './paths.ts';
import { shownTime } from './shown-time.ts';

/** The place of a page in the navigation, where it has one. */
export type DeskPlace = 'open' | 'worklist' | 'all' | 'report' | 'audit';

type Roles = NonNullable<DeskView['user']>['roles'];

const PLACES: readonly {
  readonly place: DeskPlace;
  readonly name: string;
  /** Everybody when left out. */
  readonly roles?: Roles;
}[] = [
  { place: 'open', name: 'Open' },
  { place: 'worklist', name: 'Worklist' },
  { place: 'all', name: 'All alerts' },
  { place: 'report', name: 'Report', roles: ['coordinator', 'auditor'] },
  { place: 'audit', name: 'Audit', roles: ['auditor'] },
];

/** The frame of every page of the desk. Nothing inline and nothing from another host: the content security policy forbids both. */
export function deskDocument(title: string, main: Html, view: DeskView, place?: DeskPlace): string {
  const { user, idleMs, now } = view;
  const { markup } = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · calcium-alerts</title>
<link rel="icon" href="${assetPath('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetPath('base.css')}">
<link rel="stylesheet" href="${assetPath('desk.css')}">
<script src="${assetPath('desk.js')}" defer></script>
</head>
<body data-loaded="${now}">
<a class="skip" href="#main">Skip to the content</a>
${markSheet()}
<header class="top">
<a class="brand" href="${DESK_PATHS.open}"><img src="${assetPath('icon.svg')}" alt="" width="32" height="32"><span>calcium-alerts</span></a>
${user && account(view)}
</header>
${user && navigation(user.roles, place)}
<main id="main">
${main}
</main>
<footer class="foot">${user && html`<p class="as-of">As of ${shownTime(now)}, printed by <bdi>${user.name}</bdi>.</p>`}<p>This service adds to the laboratory’s own critical call and never replaces it. Times are yours where scripts run, else UTC.</p></footer>
${user && idleDialog(idleMs)}
</body>
</html>`;
  return `<!doctype html>\n${markup}\n`;
}

function account({ user, formToken }: DeskView): Html {
  return html`<form class="account" method="post" action="${DESK_PATHS.signOut}">
<p><b><bdi>${user?.name}</bdi></b> <span class="meta">${user?.roles.join(', ')}</span></p>
<input type="hidden" name="${FORM_FIELDS.token}" value="${formToken}">
<button class="quiet">Sign out</button>
</form>`;
}

function navigation(roles: Roles, here: DeskPlace | undefined): Html {
  const shown = PLACES.filter((one) => one.roles?.some((role) => roles.includes(role)) ?? true);
  return html`<nav class="places" aria-label="Desk"><ul>${shown.map(
    ({ place, name }) =>
      html`<li><a href="${DESK_PATHS[place]}"${place === here && html` aria-current="page"`}>${name}</a></li>`,
  )}</ul></nav>`;
}

/** The script shows it two minutes before the session ends, and leaves the page when it has ended. */
function idleDialog(idleMs: number): Html {
  return html`<dialog id="idle" aria-labelledby="idle-title" data-idle="${idleMs}" data-stay="${DESK_PATHS.stay}" data-signed-out="${DESK_PATHS.signedOut}">
<h2 id="idle-title">Are you still there?</h2>
<p>You will be signed out in <b data-idle-left>2 minutes</b>, and what you have typed here will be lost.</p>
<button class="primary" data-idle-stay>Stay signed in</button>
</dialog>`;
}
