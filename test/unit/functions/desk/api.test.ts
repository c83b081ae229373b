import { describe, expect, it } from 'vitest';
import { REQUESTS_PER_USER } from '../../../../functions/desk/rate-limit.ts';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { DeskRefusedError, type DeskService } from '../../../../shared/desk/desk-service.ts';
import { SAMPLE_ALERT, SAMPLE_ROW } from '../../../../tools/desk-pictures/sample-alerts.ts';
import { deskHandler } from './desk-handler.ts';

const ID = SAMPLE_ROW.alertId;

function desk(service: Partial<DeskService>, groups?: readonly string[]) {
  const { handle, telemetry } = deskHandler(service, groups);
  const ask = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const {
      statusCode,
      body: text = '',
      headers: sent,
    } = await handle(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: 'Bearer right', 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: statusCode, answer: text === '' ? undefined : JSON.parse(text), headers: sent };
  };
  return { ask, telemetry };
}

describe('the API', () => {
  it('lists what is asked for, its instants as ISO 8601', async () => {
    const asked: unknown[] = [];
    const { ask } = desk({
      listAlerts: async (user, query) => {
        asked.push(user, query);
        return { alerts: [SAMPLE_ROW] };
      },
    });

    const { status, answer } = await ask('/api/v1/alerts?which=all&team=lung-oncology&limit=5');

    expect(status).toBe(200);
    expect(asked).toEqual([
      { id: 'u1', name: 'u1', roles: ['coordinator'], teams: [] },
      { which: 'all', team: 'lung-oncology', limit: 5 },
    ]);
    expect(answer.alerts[0]).toMatchObject({
      alertId: ID,
      value: SAMPLE_ROW.value,
      raisedAt: new Date(SAMPLE_ROW.raisedAt).toISOString(),
    });
  });

  it('shows one alert, of which it leaves out what it does not name', async () => {
    const { ask } = desk({ alert: async () => ({ ...SAMPLE_ALERT, ...{ pk: 'P#secret' } }) });

    const { answer } = await ask(`/api/v1/alerts/${ID}`);

    expect(answer).toMatchObject({ alertId: ID, version: SAMPLE_ALERT.version });
    expect(JSON.stringify(answer)).not.toContain('P#secret');
  });

  it('does what is asked on condition of what was seen', async () => {
    const done: unknown[] = [];
    const { ask } = desk({
      act: async (_user, ...asked) => {
        done.push(asked);
        return SAMPLE_ALERT;
      },
    });
    const until = '2026-03-09T18:00:00.000Z';

    await ask(`/api/v1/alerts/${ID}/actions`, { do: 'acknowledge', version: 3, reason: 'acting' });
    await ask(`/api/v1/alerts/${ID}/actions`, { do: 'snooze', version: 4, until, note: 'in theatre' });

    expect(done).toEqual([
      [ID, { do: 'acknowledge', reason: 'acting' }, { version: 3 }],
      [ID, { do: 'snooze', until: Date.parse(until), note: 'in theatre' }, { version: 4 }],
    ]);
  });

  it('takes what is blank as left out: no empty note is kept, and none is asked for', async () => {
    const done: unknown[] = [];
    const { ask } = desk({
      act: async (_user, ...asked) => {
        done.push(asked);
        return SAMPLE_ALERT;
      },
    });
    const blank = { note: ' \n', handedOverTo: '' };

    await ask(`/api/v1/alerts/${ID}/actions`, {
      do: 'acknowledge',
      version: 3,
      reason: 'handed-over',
      ...blank,
    });
    const snoozed = await ask(`/api/v1/alerts/${ID}/actions`, {
      ...{ do: 'snooze', version: 3, until: 'next-result', note: '  ' },
    });

    expect(done).toEqual([[ID, { do: 'acknowledge', reason: 'handed-over' }, { version: 3 }]]);
    expect(snoozed).toMatchObject({ status: 422, answer: { fields: ['note'] } });
  });

  it('keeps to whom something was handed over of nothing but what was handed over', async () => {
    const done: unknown[] = [];
    const { ask } = desk({
      act: async (_user, _id, action) => {
        done.push(action);
        return SAMPLE_ALERT;
      },
    });
    const asked = { do: 'acknowledge', version: 3, handedOverTo: 'Dr Example' };

    await ask(`/api/v1/alerts/${ID}/actions`, { ...asked, reason: 'acting' });
    await ask(`/api/v1/alerts/${ID}/actions`, { ...asked, reason: 'handed-over' });

    expect(done).toEqual([
      { do: 'acknowledge', reason: 'acting' },
      { do: 'acknowledge', reason: 'handed-over', handedOverTo: 'Dr Example' },
    ]);
  });

  it('gives an alert as a FHIR bundle to keep', async () => {
    const { ask } = desk({ alert: async (_user, id) => (id === ID ? SAMPLE_ALERT : undefined) });

    const bundle = await ask(`/api/v1/alerts/${ID}/fhir`);
    const none = await ask('/api/v1/alerts/abc/fhir');

    expect(bundle).toMatchObject({ status: 200, answer: { resourceType: 'Bundle', type: 'collection' } });
    expect(bundle.headers).toMatchObject({
      'content-type': 'application/fhir+json; charset=utf-8',
      'content-disposition': `attachment; filename="alert-${ID}.json"`,
    });
    expect(none).toMatchObject({ status: 404, answer: { code: 'no-such-alert' } });
  });

  it('tells an auditor who was shown the lists of a team', async () => {
    const asked: unknown[] = [];
    const at = epochMs(Date.UTC(2026, 2, 9));
    const { ask } = desk({
      listViews: async (user, ...query) => {
        asked.push(user.roles, ...query);
        return { views: [{ at, by: 'u2', name: 'Jun', which: 'open', alertIds: [ID] }] };
      },
    });

    const { answer } = await ask('/api/v1/teams/lung-oncology/views?before=abc');
    const unknown = await ask('/api/v1/teams/none/views');

    expect(asked).toEqual([['coordinator'], 'lung-oncology', { before: 'abc' }]);
    expect(answer.views).toEqual([
      { at: '2026-03-09T00:00:00.000Z', by: 'u2', name: 'Jun', which: 'open', alertIds: [ID] },
    ]);
    expect(unknown.status).toBe(404);
  });

  it.each([
    ['no version', { do: 'acknowledge', reason: 'acting' }, 422],
    ['an unknown reason', { do: 'acknowledge', version: 1, reason: 'bored' }, 422],
    ['a snooze without a reason', { do: 'snooze', version: 1, until: 'next-result' }, 422],
    ['a role of its own', { do: 'reopen', version: 1, roles: ['coordinator'] }, 422],
    ['no JSON', '{"do":', 422],
    ['too much', { do: 'reopen', version: 1, note: 'x'.repeat(40_000) }, 413],
  ])('refuses an action with %s', async (_, body, status) => {
    const { ask } = desk({});

    expect(await ask(`/api/v1/alerts/${ID}/actions`, body)).toMatchObject({ status });
  });

  it('reads a form as no action', async () => {
    const { ask } = desk({});

    const { status } = await ask(`/api/v1/alerts/${ID}/actions`, 'do=reopen', {
      'content-type': 'text/plain',
    });

    expect(status).toBe(415);
  });

  it.each([
    ['changed-meanwhile', 409],
    ['not-allowed', 403],
    ['no-such-alert', 404],
    ['not-possible', 422],
  ] as const)('says by its code that it is %s', async (reason, status) => {
    const { ask } = desk({ act: () => Promise.reject(new DeskRefusedError(reason)) });

    const refused = await ask(`/api/v1/alerts/${ID}/actions`, { do: 'reopen', version: 1 });

    expect(refused).toMatchObject({ status, answer: { code: reason, status } });
    expect(refused.headers).toMatchObject({ 'content-type': 'application/problem+json; charset=utf-8' });
  });

  it('tells nobody outside what failed, and telemetry that something did', async () => {
    const { ask, telemetry } = desk({ alert: () => Promise.reject(new Error('ZZPHI 12.8')) });

    const { status, answer } = await ask(`/api/v1/alerts/${ID}`);

    expect([status, answer.code]).toEqual([500, 'failed']);
    expect(JSON.stringify(answer)).not.toContain('ZZPHI');
    expect(telemetry.errors).toEqual(['desk-request-failed']);
  });

  it('has no alert of an id that cannot be, and asks nobody for it', async () => {
    const { ask } = desk({});

    expect(await ask('/api/v1/alerts/ABC%2F..')).toMatchObject({ status: 404 });
    expect(await ask('/api/v1/none')).toMatchObject({ status: 404, answer: { code: 'no-such-address' } });
  });

  it('refuses who has no role, and whose token does not hold', async () => {
    const nobody = await desk({}, ['visitors']).ask('/api/v1/alerts');
    const wrong = await desk({}).ask('/api/v1/alerts', undefined, { authorization: 'Bearer wrong' });

    expect(nobody).toMatchObject({ status: 403, answer: { code: 'no-role' } });
    expect(wrong).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  });

  it('takes so many requests of one user in a minute, and says when to come again', async () => {
    const { ask } = desk({ listAlerts: async () => ({ alerts: [] }) });
    const statuses: unknown[] = [];

    for (let n = 0; n < REQUESTS_PER_USER; n += 1) statuses.push((await ask('/api/v1/alerts')).status);
    const refused = await ask('/api/v1/alerts');

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
  });

  it('asks browsers to come by TLS alone, where it is reached by TLS', async () => {
    const { headers } = await desk({}).ask('/api/v1/none');

    expect(headers).toMatchObject({
      'strict-transport-security': expect.stringContaining('max-age=63072000'),
    });
  });

  it('reports of whole days', async () => {
    const periods: unknown[] = [];
    const { ask } = desk({
      report: async (_user, team, { from, to }) => {
        periods.push([team, from, to]);
        throw new DeskRefusedError('not-allowed');
      },
    });

    await ask('/api/v1/teams/lung-oncology/report?from=2026-03-01&to=2026-03-02');
    const backwards = await ask('/api/v1/teams/lung-oncology/report?from=2026-03-03&to=2026-03-01');
    const unknown = await ask('/api/v1/teams/none/report');

    expect(periods).toEqual([['lung-oncology', Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 3)]]);
    expect(backwards).toMatchObject({ status: 422, answer: { fields: ['from', 'to'] } });
    expect(unknown.status).toBe(404);
  });
});
