import { describe, expect, it } from 'vitest';
import { renderAlertList } from '../../../functions/desk/page/alert-list.ts';
import { renderListViews } from '../../../functions/desk/page/list-views-page.ts';
import { DESK_MESSAGES, renderMessage } from '../../../functions/desk/page/message-page.ts';
import { FORM_FIELDS } from '../../../functions/desk/page/paths.ts';
import { renderAlert } from '../../../functions/desk/page/render-alert.ts';
import { renderReport } from '../../../functions/desk/page/report-page.ts';
import { briefSpan } from '../../../functions/desk/page/shown-time.ts';
import { byUrgency } from '../../../functions/desk/page/urgency.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import type { DeskAlert } from '../../../shared/desk/desk-alert.ts';
import type { ListCursor } from '../../../shared/desk/desk-service.ts';
import {
  ANSWERED_ALERT,
  SAMPLE_ALERT,
  SAMPLE_REPORT,
  SAMPLE_ROW,
  SAMPLE_ROWS,
  SAMPLE_VIEW,
  SAMPLE_VIEWS,
  SINGLE_ALERT,
} from '../../../tools/desk-pictures/sample-alerts.ts';
import { HOSTILE, hostile } from './hostile.ts';

/** In the order in which they stand on the page. */
const inOrder = (page: string, texts: readonly string[]) => {
  const places = texts.map((text) => page.indexOf(text));
  return places.every((place, index) => place >= 0 && place >= (places[index - 1] ?? 0));
};
const formOf = (page: string, action: string) =>
  page.split('<form').find((form) => form.includes(`name="${FORM_FIELDS.do}" value="${action}"`));

describe('the order of open alerts', () => {
  it('is by level, then by the time left to the next contact, then by age', () => {
    const alert = (alertId: string, level: DeskAlert['level'], next: number | null, age: number) => ({
      ...{ alertId, level, raisedAt: plusMs(SAMPLE_ROW.raisedAt, -age) },
      escalation: next === null ? null : { step: 1, of: 3, nextAt: plusMs(SAMPLE_ROW.raisedAt, next) },
    });

    const sorted = byUrgency([
      alert('old routine', 'routine', 1, 99),
      alert('urgent without next', 'urgent', null, 5),
      alert('older urgent without next', 'urgent', null, 9),
      alert('urgent later', 'urgent', 8, 0),
      alert('urgent soon', 'urgent', 2, 0),
      alert('critical', 'critical', 50, 0),
      { ...alert('urgent unanswered', 'urgent', null, 9), escalation: { step: 3, of: 3, nextAt: null } },
    ]);

    expect(sorted.map(({ alertId }) => alertId)).toEqual([
      'critical',
      'urgent unanswered',
      'urgent soon',
      'urgent later',
      'older urgent without next',
      'urgent without next',
      'old routine',
    ]);
  });
});

describe('a list of alerts', () => {
  it('shows of each the patient, its values with their own units, its level as a word, and who is paged next', () => {
    const page = renderAlertList({ alerts: SAMPLE_ROWS }, { which: 'open' }, SAMPLE_VIEW);

    expect(inOrder(page, ['row critical', 'row urgent', 'row urgent', 'row routine'])).toBe(true);
    expect(page).toContain('<b>14.0</b> mg/dL, corrected <b>14.96</b> mg/dL');
    expect(page).toContain('<b>&gt;1.72</b> mmol/L, corrected <b>11.8</b> mg/dL');
    expect(page).toContain('in 4 min</time>');
    expect(page).toContain('Next: Consultant <b>');
    expect(page).toMatch(/unanswered<\/span><\/span> All 3 steps paged, operations told/);
    expect(page).toContain('Snoozed until the next calcium');
  });

  it('keeps the order of all alerts, and leads on to further ones of the same team', () => {
    const next = 'n&x' as ListCursor;

    const page = renderAlertList(
      { alerts: SAMPLE_ROWS, next },
      { which: 'all', team: 'lung-oncology' },
      SAMPLE_VIEW,
    );

    expect(inOrder(page, ['row routine', 'row urgent', 'row critical'])).toBe(true);
    expect(page).toContain('href="/desk/all?team=lung-oncology&amp;before=n%26x" rel="next"');
  });

  it('says so where there is nothing, and offers no choice of one team', () => {
    const page = renderAlertList(
      { alerts: [] },
      { which: 'worklist' },
      { ...SAMPLE_VIEW, teams: SAMPLE_VIEW.teams.slice(0, 1) },
    );

    expect(page).toContain('There is nothing to review.');
    expect(page).not.toContain('aria-label="Team"');
  });

  it.each([
    [['clinician'], []],
    [['coordinator'], ['report']],
    [['auditor'], ['report', 'audit']],
    [
      ['clinician', 'auditor'],
      ['report', 'audit'],
    ],
  ] as const)('offers to %j of report and audit: %j', (roles, offered) => {
    const view = { ...SAMPLE_VIEW, user: { id: 'u', name: 'n', roles } };

    const page = renderAlertList({ alerts: [] }, { which: 'open' }, view);

    expect(['report', 'audit'].filter((place) => page.includes(`href="/desk/${place}"`))).toEqual(offered);
  });
});

describe('the page of an alert', () => {
  const page = renderAlert(SAMPLE_ALERT, SAMPLE_VIEW);

  it('shows who and what first, then the answer, red flags, the value, the trend, why, other results and advice', () => {
    const parts = ['RS100001', 'id="answer"', 'cord compression', 'id="value"', 'id="trend"', 'id="flags"'];
    const more = ['id="because"', 'id="context"', 'id="cancer"', 'id="others"', 'id="calls"', 'id="ask"'];

    expect(inOrder(page, [...parts, ...more])).toBe(true);
    expect(page).not.toContain('id="audit"');
  });

  it('shows the value as sent, the formula with its numbers, and what was graded', () => {
    expect(page).toContain('<dd>14.0 mg/dL <span class="meta">Calcium, total</span></dd>');
    expect(page).toContain('14.0 + 0.08 × (40 − 28)');
    expect(page).toContain('<b>14.96 mg/dL</b> <span class="meta">corrected for albumin</span>');
  });

  it('acknowledges with one button, bound to the session and to what was seen', () => {
    const form = formOf(page, 'acknowledge');

    expect(form).toContain('name="token" value="sample"');
    expect(form).toContain('name="version" value="7"');
    expect(form).toContain('name="reason" value="acting"');
    expect(form).toContain('action="/desk/alerts/k3jd82hfa9qm4x7p/actions"');
  });

  it.each([
    ['open', null, ['acknowledge', 'snooze', 'record-call']],
    ['acknowledged', ANSWERED_ALERT.acknowledgement, ['reopen', 'record-call']],
    ['snoozed', SAMPLE_ROWS.at(-1)?.acknowledgement ?? null, ['acknowledge', 'reopen', 'record-call']],
  ])('offers what can be done with an alert that is %s', (_, acknowledgement, offered) => {
    const shown = renderAlert({ ...SAMPLE_ALERT, acknowledgement }, SAMPLE_VIEW);

    const actions = ['acknowledge', 'snooze', 'reopen', 'record-call'];
    expect(actions.filter((action) => formOf(shown, action) !== undefined)).toEqual(offered);
  });

  it('offers nothing to whoever may not answer, and shows an auditor who saw and did what', () => {
    const shown = renderAlert(ANSWERED_ALERT, { ...SAMPLE_VIEW, user: { id: 'u-3', name: 'x', roles: [] } });

    expect(shown).not.toContain(`name="${FORM_FIELDS.do}"`);
    expect(shown).toContain('by <bdi>Dr Adaeze Okonkwo-Featherstonehaugh</bdi>');
    expect(shown).toContain('handed over to <bdi>ד״ר נועה לוי</bdi>');
    const trail = shown.slice(shown.indexOf('id="audit"'));
    const done = ['<b>Seen</b>', 'Reached, without read-back', 'Acknowledged: handed over'];
    expect(inOrder(trail, done)).toBe(true);
  });

  it('says "you" of an answer of the reader', () => {
    expect(renderAlert(ANSWERED_ALERT, SAMPLE_VIEW)).toContain('by <bdi>you</bdi>');
  });

  it('says what became of the page where nobody comes after, and that nobody has answered after the last', () => {
    const escalated = { step: 3, of: 3, nextAt: null };

    const alone = renderAlert({ ...SAMPLE_ALERT, escalation: null, delivery: 'failed' }, SAMPLE_VIEW);
    const last = renderAlert({ ...SAMPLE_ALERT, escalation: escalated }, SAMPLE_VIEW);

    const soon = { ...escalated, nextAt: plusMs(SAMPLE_VIEW.now, 5 * MINUTE_MS) };
    const waiting = renderAlert({ ...SAMPLE_ALERT, escalation: soon }, SAMPLE_VIEW);
    const listed = renderAlertList(
      { alerts: [{ ...SAMPLE_ALERT, escalation: soon }] },
      { which: 'open' },
      SAMPLE_VIEW,
    );

    expect(waiting).toMatch(
      /A step has been paged \(step 3 of 3\)\. Operations are told that nobody answers <b>.*in 5 min/,
    );
    expect(listed).toMatch(/Next: operations <b>.*in 5 min.*\(3 of 3 paged\)/);
    expect(alone).toContain('The page failed and is sent again.');
    expect(last).toContain('unanswered</span></span> All 3 steps have been paged and nobody has answered.');
  });

  it('leads from an older alert to the newer', () => {
    const shown = renderAlert({ ...SAMPLE_ALERT, newer: 'newer1', episode: 'closed' }, SAMPLE_VIEW);

    expect(shown).toContain('<a href="/desk/alerts/newer1">Open the newer alert</a>');
    expect(shown).toContain('episode closed');
  });

  it('says so where there is nothing to correct, to draw or to list', () => {
    const shown = renderAlert({ ...SINGLE_ALERT, trend: { ...SINGLE_ALERT.trend, lines: [] } }, SAMPLE_VIEW);

    expect(shown).toContain('<dd>not corrected</dd>');
    expect(shown).toContain('There is no result of the last year to draw.');
    expect(shown).toContain('There is no other of this patient.');
    expect(shown).toContain('<b>1.72 mmol/L</b> <span class="meta">calcium, ionized</span>');
  });

  it('draws each level as its own mark, a bound as one that points on, and lists all values', () => {
    const marks = ['critical', 'urgent', 'routine', 'dot', 'bound'].map((name) => `href="#mark-${name}"`);

    expect(marks.filter((mark) => !page.includes(mark))).toEqual([]);
    expect(page).toContain('>upper limit 10.5</text>');
    expect(page).toContain('<td>&gt;3.5</td>');
    const points = SAMPLE_ALERT.trend.lines.flatMap((line) => line.points);
    expect(page.match(/<td>[&;gt\d.]+<\/td>/g)).toHaveLength(points.length);
  });
});

describe('the report of a team', () => {
  it('says of how many a share is, and names times a person can read', () => {
    const page = renderReport(SAMPLE_REPORT, SAMPLE_VIEW);

    expect(page).toContain('75 % (39 of 52)');
    expect(page).toContain('<td>100 % (9 of 9)</td><td>6 min</td><td>14 min</td>');
    expect(page).toContain('<td>40 % (4 of 10)</td><td>none</td><td>none</td><td>no time set</td>');
    expect(page).toContain('<td>75 % (15 of 20)</td>');
    expect(page).toContain('<dt>alerts for each 100 registered</dt><dd>14.8</dd>');
    expect(page).toMatch(/were counted <time [^>]+>1 Mar 2026, 01:04 UTC/);
    expect(page).toContain('name="to" value="2026-02-28"');
  });

  it('warns where it could not count all, and has no share of nothing', () => {
    const { alertsPer100Patients: _, registered: __, ...report } = SAMPLE_REPORT;

    const page = renderReport({ ...report, answered: 0, actedOn: 0, truncated: true }, SAMPLE_VIEW);

    expect(page).toContain('There are more than are counted here.');
    expect(page).toContain('none answered');
    expect(page).toContain('<dt>patients registered</dt><dd>not counted yet</dd>');
    expect(page).toContain('are counted each night');
  });
});

describe('the audit of lists', () => {
  it('says who was shown which alerts of which list, and when, and leads on to earlier looks', () => {
    const page = renderListViews(
      { views: SAMPLE_VIEWS, next: 'n&x' as ListCursor },
      'lung-oncology',
      SAMPLE_VIEW,
    );

    expect(page).toMatch(/14:24 UTC<\/time> <b>Open alerts<\/b><\/p>\n.*seen by <bdi>Dr Adaeze/);
    expect(page).toContain('<summary>4 alerts</summary>');
    expect(page).toContain('<summary>1 alert</summary>');
    expect(page).toContain(`href="/desk/alerts/${SAMPLE_ROW.alertId}"`);
    expect(page).toContain('href="/desk/audit?team=lung-oncology&amp;before=n%26x" rel="next"');
  });

  it('says so where nobody has looked', () => {
    const page = renderListViews({ views: [] }, 'lung-oncology', {
      ...SAMPLE_VIEW,
      teams: SAMPLE_VIEW.teams.slice(0, 1),
    });

    expect(page).toContain('Nobody has been shown an alert of this team in a list.');
    expect(page).not.toContain('<select');
  });
});

describe('a message', () => {
  it.each(DESK_MESSAGES)('%s has a title and a way on, with and without a user', (message) => {
    const { user: _, ...nobody } = SAMPLE_VIEW;

    expect(renderMessage(message, nobody)).toMatch(
      /<h1>[^<]+<\/h1>[\s\S]+class="button primary" href="\/desk/,
    );
    expect(renderMessage(message, nobody)).not.toContain('id="idle"');
    expect(renderMessage(message, SAMPLE_VIEW, 'a1')).toContain('href="/desk/alerts/a1"');
  });
});

describe('every page', () => {
  const view = hostile(SAMPLE_VIEW);
  const hostileViews = SAMPLE_VIEWS.map((one) => ({ ...hostile(one), which: one.which }));

  it.each([
    [
      'a list',
      () => renderAlertList(hostile({ alerts: SAMPLE_ROWS }), { which: 'open', team: HOSTILE }, view),
      30,
    ],
    ['an alert', () => renderAlert(hostile(ANSWERED_ALERT), view), 100],
    ['an open alert', () => renderAlert({ ...hostile(SAMPLE_ALERT), newer: HOSTILE }, view), 80],
    ['a report', () => renderReport(hostile(SAMPLE_REPORT), view), 10],
    ['a message', () => renderMessage('not-found', view, HOSTILE), 2],
    [
      'an audit',
      () => renderListViews({ views: hostileViews, next: HOSTILE as ListCursor }, HOSTILE, view),
      12,
    ],
  ])('escapes whatever came from outside: %s', (_, render, atLeast) => {
    const page = render();

    expect(page).not.toContain('<b data-hostile');
    expect(page).not.toMatch(/(href|action|src)="javascript:/);
    expect(page.split('&lt;b data-hostile').length).toBeGreaterThan(atLeast);
  });

  it('holds neither inline script nor style, and asks no other host', () => {
    for (const page of [renderAlert(SAMPLE_ALERT, SAMPLE_VIEW), renderReport(SAMPLE_REPORT, SAMPLE_VIEW)]) {
      expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|https?:/);
      expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/desk/assets/desk.js" defer>']);
    }
  });
});

describe('a span of time', () => {
  it.each([
    [-1, 'less than 1 min'],
    [MINUTE_MS - 1, 'less than 1 min'],
    [MINUTE_MS, '1 min'],
    [HOUR_MS - 1, '59 min'],
    [HOUR_MS, '1 h'],
    [2 * DAY_MS - 1, '47 h'],
    [2 * DAY_MS, '2 d'],
  ])('of %d ms is %s', (ms, text) => {
    expect(briefSpan(ms)).toBe(text);
  });
});
