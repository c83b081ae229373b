import { type Html, html } from '../../../functions/desk/page/html.ts';

/** The frame that every page of the local runtime shares. */
export function wholeDocument(title: string, main: Html): string {
  const { markup } = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/inbox.css">
<script src="/page/inbox.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the pages</a>
<header class="top">
  <div class="brand"><img src="/page/icon.svg" alt="" width="32" height="32"><span>calcium-alerts</span></div>
  <p class="live" id="live" hidden><span class="dot" aria-hidden="true"></span><span id="live-text">Connecting</span></p>
</header>
<p class="hidden-text" id="announcer" role="status"></p>
${main}
<footer class="foot">
  <p>On this machine only: nothing here was sent to a telephone or a mailbox.
  This service adds to the laboratory’s own critical call and never replaces it.</p>
  <nav aria-label="As data">
    <a href="/inbox.json">inbox.json</a> <a href="/alerts.json">alerts.json</a>
    <a href="/counts.json">counts.json</a> <a href="/operations.json">operations.json</a>
  </nav>
</footer>
</body>
</html>`;
  return `<!doctype html>\n${markup}\n`;
}
