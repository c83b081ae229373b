import { type Html, html } from '../../../functions/desk/page/html.ts';
import { shownRecentTime } from '../../../functions/desk/page/shown-time.ts';
import type { Counts } from '../database/count-rows.ts';
import type { Delivery, Notice } from '../database/inbox-rows.ts';
import { wholeDocument } from './document.ts';
import { inboxesOf, type NamedTeam, type SentPage, type TeamInbox } from './inbox-view.ts';

export type InboxPage = {
  readonly teams: readonly NamedTeam[];
  /** In the order in which they were delivered. */
  readonly deliveries: readonly Delivery[];
  readonly notices: readonly Notice[];
  readonly counts: Counts;
  /** Messages that wait in the queue, and dead letters. */
  readonly depth: { readonly waiting: number; readonly dead: number };
  readonly httpPort: number;
  readonly mllpPort: number;
  /** IANA zone of the times shown; the machine's own when left out. */
  readonly timeZone?: string;
};

/** The inbox as one page that needs no script; `inbox.js` only keeps it fresh. */
export function renderInbox(inbox: InboxPage): string {
  const zone = inbox.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const teams = inboxesOf(inbox.teams, inbox.deliveries);
  const paged = teams.filter(({ sms, email }) => sms.length + email.length > 0);
  const quiet = teams.filter((team) => !paged.includes(team));
  const main = html`<main id="main" data-live>
<h1>Inbox</h1>
<p class="lead">What each oncology team has received, as it looks on a telephone and in a mail client.</p>
${tally(inbox)}
${paged.length === 0 ? emptyState() : paged.map((team) => teamSection(team, zone))}
${paged.length > 0 && quiet.length > 0 && quietTeams(quiet)}
${operationsSection(inbox.notices, zone)}
${howToSend(inbox, paged.length === 0)}
</main>`;
  return wholeDocument('Inbox · calcium-alerts', main);
}

function tally({ counts, depth }: InboxPage): Html {
  const sum = (reasons: Readonly<Record<string, number>>) =>
    Object.values(reasons).reduce((total, n) => total + n, 0);
  const figures: readonly (readonly [string, number])[] = [
    ['received', counts.received],
    ['judged', counts.judged],
    ['ignored', sum(counts.ignored)],
    ['quarantined', sum(counts.quarantined)],
    ['waiting', depth.waiting + depth.dead],
  ];
  return html`<dl class="tally" aria-label="Messages so far">${figures.map(
    ([name, n]) => html`<div><dt>${name}</dt><dd>${n.toLocaleString('en-GB')}</dd></div>`,
  )}</dl>`;
}

function emptyState(): Html {
  return html`<section class="empty" aria-labelledby="empty-title">
<img src="/page/icon.svg" alt="" width="72" height="72">
<h2 id="empty-title">All quiet</h2>
<p>No team has been paged. When a calcium result calls for one, it appears here at once.</p>
</section>`;
}

function howToSend({ httpPort, mllpPort }: InboxPage, open: boolean): Html {
  const ports = `--mllp-port ${mllpPort} --http-port ${httpPort}`;
  return html`<details class="send" id="how-to-send"${open && html` open`}>
<summary>Send a message</summary>
<p>A raised calcium of a sample patient, over MLLP:</p>
<pre tabindex="0"><code>npm run send:sample -- ${ports}</code></pre>
<p>A message of your own, over HTTP:</p>
<pre tabindex="0"><code>curl -H 'Content-Type: x-application/hl7-v2+er7' --data-binary @message.hl7 http://127.0.0.1:${httpPort}/hl7</code></pre>
<p>Or from any interface engine: MLLP on <code>127.0.0.1:${mllpPort}</code>.</p>
</details>`;
}

function teamSection({ id, name, sms, email }: TeamInbox, timeZone: string): Html {
  const heading = `team-${id}`;
  return html`<section class="team" aria-labelledby="${heading}">
<h2 id="${heading}">${name}</h2>
<div class="devices">${phone(name, sms, timeZone)}${mailbox(name, email, timeZone)}</div>
</section>`;
}

function phone(team: string, pages: readonly SentPage[], timeZone: string): Html {
  return html`<div class="phone">
<div class="phone-bar" aria-hidden="true"><span class="avatar">Ca</span><span>calcium-alerts</span></div>
<div class="thread" role="region" aria-label="Text messages to ${team}, newest first" tabindex="0">${
    pages.length === 0
      ? html`<p class="nothing">No text message.</p>`
      : pages.map((page) => bubble(page, timeZone))
  }</div>
</div>`;
}

function bubble(page: SentPage, timeZone: string): Html {
  return html`<article class="sms" id="page-${page.seq}" data-announce="${announcement(page)}">
${tags(page)}
<p class="bubble">${linked(page)}</p>
<p class="meta">${shownRecentTime(page.at, timeZone)} · to ${page.to.join(', ')}</p>
</article>`;
}

function mailbox(team: string, pages: readonly SentPage[], timeZone: string): Html {
  return html`<div class="mail">
<div class="mail-bar" aria-hidden="true"><span></span><span></span><span></span><b>Mail</b></div>
<div class="mails" role="region" aria-label="E-mails to ${team}, newest first" tabindex="0">${
    pages.length === 0
      ? html`<p class="nothing">No e-mail.</p>`
      : pages.map((page, index) => mail(page, index === 0, timeZone))
  }</div>
</div>`;
}

function mail(page: SentPage, open: boolean, timeZone: string): Html {
  return html`<details class="letter" id="page-${page.seq}"${open && html` open`} data-announce="${announcement(page)}">
<summary><span class="from">calcium-alerts ${tags(page)}</span>
<span class="meta">${shownRecentTime(page.at, timeZone)}</span>
<span class="subject">${page.subject}</span></summary>
<p class="meta">to ${page.to.join(', ')}</p>
<p class="letter-text">${linked(page)}</p>
</details>`;
}

function tags({ level, kind }: SentPage): Html {
  return html`<span class="tags"><span class="tag ${level}">${level}</span>${
    kind !== 'alert' && html`<span class="tag kind">${kind}</span>`
  }</span>`;
}

function announcement({ level, kind, protocol, team }: SentPage): string {
  return `New ${level} ${kind} for ${team} by ${protocol === 'sms' ? 'text message' : 'e-mail'}.`;
}

/** The text as sent; the link to its own alert, or of several to the list, can be followed, whatever address it names. */
function linked({ text, alertId, others }: SentPage): readonly Html[] {
  const end = others === undefined ? `/a/${alertId}` : '/alerts';
  return text
    .split(/(\s+)/)
    .map((word) => (word.endsWith(end) ? html`<a href="${end}">${word}</a>` : html`${word}`));
}

function quietTeams(teams: readonly TeamInbox[]): Html {
  return html`<p class="quiet">Nothing yet for ${teams.map(({ name }) => name).join(', ')}.</p>`;
}

const SHOWN_NOTICES = 20;

function operationsSection(notices: readonly Notice[], timeZone: string): Html {
  if (notices.length === 0) return html``;
  const more = notices.length - SHOWN_NOTICES;
  return html`<section class="operations" aria-labelledby="operations">
<h2 id="operations">Operations</h2>
<p class="lead">What whoever looks after the feeds was told. No team is paged for these.</p>
<ul>${notices
    .slice(-SHOWN_NOTICES)
    .reverse()
    .map((notice) => noticeItem(notice, timeZone))}</ul>
${more > 0 && html`<p class="meta">And ${more} earlier: <a href="/operations.json">operations.json</a>.</p>`}
</section>`;
}

function noticeItem({ code, subject, text, count, lastAt }: Notice, timeZone: string): Html {
  return html`<li>
<p><b>${code}</b> ${count > 1 && html`<span class="tag kind">${count} times</span>`}</p>
<p>${text}</p><p class="meta">${subject} · ${shownRecentTime(lastAt, timeZone)}</p></li>`;
}
