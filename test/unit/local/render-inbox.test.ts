import { describe, expect, it } from 'vitest';
import { shownRecentTime } from '../../../functions/desk/page/shown-time.ts';
import type { Delivery } from '../../../infra/local/database/inbox-rows.ts';
import { inboxesOf } from '../../../infra/local/page/inbox-view.ts';
import { type InboxPage, renderInbox } from '../../../infra/local/page/render-inbox.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';

const TEAMS = [
  { id: 'lung', name: 'Lung oncology' },
  { id: 'breast', name: 'Breast oncology' },
];

const delivery = (more: Partial<Delivery> = {}): Delivery => ({
  seq: 1,
  at: epochMs(Date.UTC(2026, 2, 9, 14, 5)),
  team: 'lung',
  level: 'critical',
  kind: 'alert',
  protocol: 'sms',
  to: '+12025550111',
  subject: '',
  text: 'CRITICAL alert. http://127.0.0.1:8080/a/abc',
  alertId: 'abc',
  ...more,
});

const page = (more: Partial<InboxPage> = {}): InboxPage => ({
  teams: TEAMS,
  deliveries: [],
  notices: [],
  counts: {
    received: 7,
    judged: 2,
    ignored: { test: 1, 'nothing-watched': 3 },
    quarantined: { x: 1 },
    valuesQuarantined: {},
  },
  depth: { waiting: 0, dead: 0 },
  httpPort: 8081,
  mllpPort: 2576,
  timeZone: 'UTC',
  ...more,
});

describe('inboxesOf', () => {
  it('shows one page to several contacts as one, with all of them', () => {
    const [lung] = inboxesOf(TEAMS, [delivery(), delivery({ seq: 2, to: '+12025550112' })]);

    expect(lung?.sms.map(({ to }) => to)).toEqual([['+12025550111', '+12025550112']]);
  });

  it('keeps a repeat of the same alert apart, newest first', () => {
    const later = epochMs(Date.UTC(2026, 2, 9, 14, 6));

    const [lung] = inboxesOf(TEAMS, [delivery(), delivery({ seq: 2, at: later })]);

    expect(lung?.sms.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it('lists teams in the order of the configuration, then teams it does not know', () => {
    const inboxes = inboxesOf(TEAMS, [delivery({ team: 'gone' })]);

    expect(inboxes.map(({ name }) => name)).toEqual(['Lung oncology', 'Breast oncology', 'gone']);
  });
});

describe('renderInbox', () => {
  it('leads from a page for several to the list of all', () => {
    const text = 'CRITICAL 2 alerts. https://desk.example.org/alerts';

    const shown = renderInbox(page({ deliveries: [delivery({ text, others: ['def'] })] }));

    expect(shown).toContain('<a href="/alerts">https://desk.example.org/alerts</a>');
  });

  it('says how to send a message to the ports that are open, when nothing has come', () => {
    const markup = renderInbox(page());

    expect(markup).toContain('All quiet');
    expect(markup).toContain('--mllp-port 2576 --http-port 8081');
    expect(markup).toContain('http://127.0.0.1:8081/hl7');
  });

  it('adds the reasons up', () => {
    const markup = renderInbox(page());

    expect(markup).toContain('<dt>ignored</dt><dd>4</dd>');
  });

  it('escapes every text that was delivered', () => {
    const hostile = '<img src=x onerror=alert(1)>';

    const markup = renderInbox(
      page({
        deliveries: [
          delivery({ text: hostile, to: hostile, team: hostile }),
          delivery({ protocol: 'email', subject: hostile, text: hostile, seq: 2, alertId: '"><b>' }),
        ],
        notices: [
          {
            code: hostile,
            subject: hostile,
            text: hostile,
            count: 2,
            firstAt: epochMs(1),
            lastAt: epochMs(2),
          },
        ],
      }),
    );

    expect(markup).not.toContain('<img src=x');
    expect(markup).not.toContain('"><b>');
  });

  it("links a page's reference to the alert on this machine, whatever address the text names", () => {
    const markup = renderInbox(
      page({ deliveries: [delivery({ text: 'See https://desk.example.org/a/abc' })] }),
    );

    expect(markup).toContain('See <a href="/a/abc">https://desk.example.org/a/abc</a>');
  });

  it('runs no inline script or style', () => {
    const markup = renderInbox(page({ deliveries: [delivery()] }));

    expect(markup).not.toMatch(/<script(?! src)|<style| style=| on[a-z]+=/);
  });

  it('names the teams that have received nothing', () => {
    expect(renderInbox(page({ deliveries: [delivery()] }))).toContain('Nothing yet for Breast oncology.');
  });
});

describe('the time at which a page or a notice came', () => {
  it('is shown with its zone and without its year', () => {
    const july = epochMs(Date.UTC(2026, 6, 9, 14, 5));

    expect(shownRecentTime(july, 'Europe/London').markup).toBe(
      '<time datetime="2026-07-09T14:05:00.000Z" data-time="recent">9 Jul, 15:05 BST</time>',
    );
  });
});
