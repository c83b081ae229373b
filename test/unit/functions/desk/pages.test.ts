import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../shared/clinical/instant.ts';
import type { DeskAction, DeskService } from '../../../../shared/desk/desk-service.ts';
import { SAMPLE_ALERT, SAMPLE_ROWS } from '../../../../tools/desk-pictures/sample-alerts.ts';
import { deskHandler, ORIGIN } from './desk-handler.ts';

const ID = SAMPLE_ALERT.alertId;
const listing: Partial<DeskService> = { listAlerts: async () => ({ alerts: SAMPLE_ROWS }) };

/** A form as a browser sends it from a page of the desk. */
const formOf = (fields: Readonly<Record<string, string>>, cookies: readonly string[]) => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
  cookies,
});

/** The token that every form of a session holds. */
const tokenIn = (page: string | undefined) => /name="token" value="([^"]+)"/.exec(page ?? '')?.[1] ?? '';

describe('a session at the desk', () => {
  it('is over after 15 minutes without a request, and its cookie of no use', async () => {
    const { handle, signIn, time } = deskHandler(listing);
    const cookies = await signIn();

    time.now += 15 * MINUTE_MS - 1;
    const used = await handle('/desk', { cookies });
    time.now += 15 * MINUTE_MS;
    const idle = await handle('/desk', { cookies });
    const kept = await handle('/desk/stay', { method: 'POST', headers: { origin: ORIGIN }, cookies });

    expect([used.statusCode, idle.statusCode, kept.statusCode]).toEqual([200, 303, 401]);
    expect(idle).toMatchObject({ headers: { location: '/desk/sign-in?to=%2Fdesk' }, body: '' });
  });

  it('is over after 12 hours, although it is used all the time', async () => {
    const { handle, signIn, time } = deskHandler(listing);
    const cookies = await signIn();
    const statuses = new Set<number | undefined>();

    for (let passed = 0; passed < 12 * HOUR_MS; passed += 10 * MINUTE_MS) {
      statuses.add((await handle('/desk', { cookies })).statusCode);
      time.now += 10 * MINUTE_MS;
    }

    expect([...statuses]).toEqual([200]);
    expect((await handle('/desk', { cookies })).statusCode).toBe(303);
  });

  it('that is over does nothing of what a form asks for, and leads to the alert by way of signing in', async () => {
    const { handle, signIn, time } = deskHandler({ alert: async () => SAMPLE_ALERT });
    const cookies = await signIn();
    const { body } = await handle(`/desk/alerts/${ID}`, { cookies });
    time.now += 15 * MINUTE_MS;

    const fields = { token: tokenIn(body), version: '7', do: 'acknowledge', reason: 'acting' };
    const late = await handle(`/desk/alerts/${ID}/actions`, formOf(fields, cookies));

    expect(late.statusCode).toBe(303);
    expect(late.headers?.location).toBe(`/desk/sign-in?to=${encodeURIComponent(`/desk/alerts/${ID}`)}`);
  });
});

describe('a form', () => {
  async function posted(fields: Readonly<Record<string, string>>) {
    const done: DeskAction[] = [];
    const { handle, signIn } = deskHandler({
      alert: async () => SAMPLE_ALERT,
      act: async (_user, _id, action) => {
        done.push(action);
        return SAMPLE_ALERT;
      },
    });
    const cookies = await signIn();
    const { body } = await handle(`/desk/alerts/${ID}`, { cookies });
    const sent = { token: tokenIn(body), version: '7', ...fields };
    const { statusCode } = await handle(`/desk/alerts/${ID}/actions`, formOf(sent, cookies));
    return { statusCode, done };
  }

  it.each([
    ['empty', ''],
    ['blank', ' \r\n\t'],
  ])('whose optional fields are %s is taken, and keeps none of them', async (_, blank) => {
    const optional = { note: blank, handedOverTo: blank };

    const acknowledged = await posted({ do: 'acknowledge', reason: 'handed-over', ...optional });
    const reopened = await posted({ do: 'reopen', note: blank });
    const called = await posted({ do: 'record-call', reached: 'not-reached', whom: 'Ward 4', note: blank });

    expect([acknowledged, reopened, called]).toEqual([
      { statusCode: 303, done: [{ do: 'acknowledge', reason: 'handed-over' }] },
      { statusCode: 303, done: [{ do: 'reopen' }] },
      { statusCode: 303, done: [{ do: 'record-call', reached: 'not-reached', whom: 'Ward 4' }] },
    ]);
  });

  it.each([
    ['why something is snoozed', { do: 'snooze', snoozeFor: '60', note: '  ' }],
    ['who was called', { do: 'record-call', reached: 'confirmed', whom: ' ' }],
  ])('that does not say %s is refused', async (_, fields) => {
    expect(await posted(fields)).toEqual({ statusCode: 422, done: [] });
  });

  it('is taken with a note as long as the browser lets it be, though that sends each line break as two characters', async () => {
    const lines = (end: string) => `${`a${end}`.repeat(999)}ab`;
    const { statusCode, done } = await posted({ do: 'reopen', note: lines('\r\n') });
    expect([statusCode, done]).toEqual([303, [{ do: 'reopen', note: lines('\n') }]]);
  });

  it('keeps to whom something was handed over of nothing but what was handed over', async () => {
    const fields = { do: 'acknowledge', handedOverTo: 'Dr Example', note: ' seen ' };

    const { done: acting } = await posted({ ...fields, reason: 'acting' });
    const { done: handedOver } = await posted({ ...fields, reason: 'handed-over' });

    expect(acting).toEqual([{ do: 'acknowledge', reason: 'acting', note: 'seen' }]);
    expect(handedOver).toEqual([
      { do: 'acknowledge', reason: 'handed-over', handedOverTo: 'Dr Example', note: 'seen' },
    ]);
  });
});

describe('HEAD', () => {
  it.each(['/desk', '/desk/signed-out', '/desk/none', `/desk/alerts/${ID}`, '/api/v1/openapi.json'])(
    'is answered as GET is, without a body: %s',
    async (path) => {
      const { handle, signIn } = deskHandler({ ...listing, alert: async () => SAMPLE_ALERT }, undefined, {
        newSecret: () => 's'.repeat(43),
      });
      const cookies = await signIn();

      const got = await handle(path, { cookies });
      const head = await handle(path, { method: 'HEAD', cookies });

      expect(got.body).not.toBe('');
      expect(head).toEqual({ ...got, body: '' });
    },
  );
});

describe('a user', () => {
  it('whom nobody has given a role is told so, and can sign in as somebody else', async () => {
    const { handle } = deskHandler({}, ['visitors']);
    const begun = await handle('/desk/sign-in');
    const [browser = ''] = begun.cookies ?? [];
    const state = new URL(String(begun.headers?.location)).searchParams.get('state');

    const back = await handle(`/desk/sign-in/callback?state=${state}&code=c`, {
      cookies: [String(browser.split(';')[0])],
    });
    const anew = await handle('/desk/sign-in?anew');

    expect(back.statusCode).toBe(403);
    expect(back.body).toContain('Your account has no role at the desk');
    expect(back.body).toContain(
      '<a class="button primary" href="/desk/sign-in?anew">Sign in as somebody else</a>',
    );
    expect(back.cookies ?? []).toEqual([]);
    expect(anew.headers?.location).toMatch(/&anew$/);
  });

  it('chooses among teams, none of which is there to try out the pipeline', async () => {
    const { handle, signIn } = deskHandler(listing);

    const { body } = await handle('/desk', { cookies: await signIn() });

    expect(body).toContain('?team=breast-oncology');
    expect(body).not.toContain('?team=canary');
  });
});

describe('the audit of lists', () => {
  it('is shown to an auditor, of the first team where none is asked for, and goes on', async () => {
    const asked: unknown[] = [];
    const { handle, signIn } = deskHandler(
      {
        listViews: async (_user, ...query) => {
          asked.push(query);
          return { views: [] };
        },
      },
      ['auditor'],
    );
    const cookies = await signIn();

    const first = await handle('/desk/audit', { cookies });
    await handle('/desk/audit?team=breast-oncology&before=abc', { cookies });

    expect(first.body).toContain('Who has seen the lists of Lung oncology');
    expect(asked).toEqual([
      ['lung-oncology', {}],
      ['breast-oncology', { before: 'abc' }],
    ]);
  });

  it('is refused to everybody else', async () => {
    const { handle, signIn } = deskHandler({}, ['coordinator', 'team:lung-oncology']);

    expect((await handle('/desk/audit', { cookies: await signIn() })).statusCode).toBe(403);
  });
});
