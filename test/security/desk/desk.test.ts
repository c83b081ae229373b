import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { calciumMessage } from '../../e2e/calcium-message.ts';
import { passwordOf } from '../../e2e/desk-sign-in.ts';
import { ANY_PORTS, type LaunchedLocal, launchLocal } from '../../e2e/launch-local.ts';
import type { InboxRow } from '../../e2e/local-process.ts';
import { connectRaw } from '../../e2e/mllp-connection.ts';
import { accessTokenOf, deskBrowser, hiddenField, signInAt } from './desk-browser.ts';

const SESSION = 'desk-session';

let folder: string;
let local: LaunchedLocal;
let origin: string;
let alertId: string;
const passwords = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-desk-'));
  local = launchLocal(['--data-dir', folder, ...ANY_PORTS]);
  const { httpPort, mllpPort } = await local.ready;
  origin = `http://127.0.0.1:${httpPort}`;
  for (const role of ['clinician', 'coordinator', 'auditor'] as const) {
    passwords.set(role, passwordOf(local, role));
  }
  const connection = await connectRaw(mllpPort);
  await connection.send(calciumMessage({ controlId: 'DESK-1', patient: 'RS100001' }));
  connection.close();
  alertId = await vi.waitFor(
    async () => {
      const [row] = (await (await fetch(`${origin}/inbox.json`)).json()) as InboxRow[];
      if (!row) throw new Error('nobody paged yet');
      return row.alertId;
    },
    { timeout: 20_000, interval: 100 },
  );
}, 60_000);

afterAll(async () => {
  local.signal('SIGKILL');
  await local.ended;
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(role: 'clinician' | 'coordinator' | 'auditor', path = '/desk') {
  const browser = deskBrowser(origin);
  const page = await signInAt(browser, path, role, passwords.get(role) ?? '');
  return { browser, page };
}

describe('the desk', () => {
  it('takes who follows the link of an SMS through sign-in to the alert, and one tap acknowledges it', async () => {
    const { browser, page } = await signedIn('clinician', `/a/${alertId}`);

    expect(page.url.pathname).toBe(`/desk/alerts/${alertId}`);
    const done = await browser.post(`/desk/alerts/${alertId}/actions`, {
      token: hiddenField(page.text, 'token'),
      version: hiddenField(page.text, 'version'),
      ...{ do: 'acknowledge', reason: 'acting' },
    });

    expect(done.status).toBe(303);
    const listed = (await (await fetch(`${origin}/alerts.json`)).json()) as { acknowledgement: unknown }[];
    expect(listed[0]?.acknowledgement).toMatchObject({
      state: 'acknowledged',
      by: 'clinician',
      reason: 'acting',
    });
  });

  it('shows nothing of an alert to who is not signed in', async () => {
    const browser = deskBrowser(origin);

    for (const path of ['/desk', '/desk/all', `/desk/alerts/${alertId}`, `/desk/alerts/${alertId}/fhir`]) {
      const answer = await browser.ask(path);

      expect([path, answer.status]).toEqual([path, 303]);
      expect(answer.headers.get('location')).toMatch(/^\/desk\/sign-in\?to=/);
      expect(await answer.text()).toBe('');
    }
  });

  it('answers its pictures as the bytes they are, which API Gateway hands over as text', async () => {
    const icon = await fetch(`${origin}/desk/assets/icon.svg`);

    expect(icon.headers.get('content-type')).toContain('image/svg+xml');
    expect(await icon.text()).toContain('<svg');
  });

  it('says in the headers of every answer that nothing is kept, framed or loaded from elsewhere', async () => {
    const { browser } = await signedIn('auditor');

    for (const path of ['/desk', '/desk/none', '/desk/signed-out', '/api/v1/alerts', '/a/none']) {
      const { headers } = await browser.ask(path);

      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('knows one name of this machine: whoever comes by another is sent there, before they sign in', async () => {
    const { port } = new URL(origin);

    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(`http://localhost:${port}/a/${alertId}?x=1`, { method, redirect: 'manual' });

      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`${origin}/a/${alertId}?x=1`);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const posted = await fetch(`http://localhost:${port}/desk/alerts/${alertId}/actions`, {
      method: 'POST',
      body: new URLSearchParams({ do: 'reopen' }),
      redirect: 'manual',
    });
    expect(new URL(posted.headers.get('location') ?? '', origin).pathname).toBe('/desk/sign-in');
  });

  it('keeps its cookies from scripts, and from requests that other sites make', async () => {
    const { browser, page } = await signedIn('auditor');
    expect(page.status).toBe(200);
    browser.cookies.delete(SESSION);

    const callback = await browser.follow('/desk');

    expect(callback.status).toBe(200);
    const begun = await deskBrowser(origin).ask('/desk/sign-in');
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
    ]);
  });

  it('keeps the passwords of this machine from other users of it', () => {
    expect(statSync(join(folder, 'desk-users.json')).mode & 0o777).toBe(0o600);
  });
});

describe('a session', () => {
  it.each(['', 'x'.repeat(43), '../../etc', "' OR 1=1 --"])(
    'is not had by making one up: %j',
    async (value) => {
      const answer = await deskBrowser(origin, new Map([[SESSION, value]])).ask('/desk');

      expect(answer.status).toBe(303);
    },
  );

  it('that was signed out is not had back by its cookie', async () => {
    const { browser, page } = await signedIn('clinician');
    const stolen = new Map(browser.cookies);

    const out = await browser.post('/desk/sign-out', { token: hiddenField(page.text, 'token') });

    expect(out.headers.get('refresh')).toContain('/oidc/session/end');
    expect((await deskBrowser(origin, stolen).ask('/desk')).status).toBe(303);
  });
});

describe('signing in', () => {
  it('needs the password of the user', async () => {
    const page = await signInAt(deskBrowser(origin), '/desk', 'clinician', passwords.get('auditor') ?? '');

    expect(page.text).toContain('User or password is not right.');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/desk/../../evil',
    '/desk%0d%0aLocation:%20https://evil.example',
    'javascript:alert(1)',
    '/oidc/session/end',
    '/desk/sign-in?to=/desk',
  ])('never leads away from the desk: %s', async (to) => {
    const { page } = await signedIn('auditor', `/desk/sign-in?to=${encodeURIComponent(to)}`);

    expect(page.url.href).toBe(`${origin}/desk`);
  });

  it('is not finished in a browser that did not begin it, nor twice', async () => {
    const victim = deskBrowser(origin);
    const form = await victim.follow('/desk');
    const body = new URLSearchParams({ user: 'auditor', password: passwords.get('auditor') ?? '' });
    const resumed = await victim.ask(form.url.href, { method: 'POST', body, headers: { origin } });
    const back = await victim.ask(resumed.headers.get('location') ?? '');
    const callback = back.headers.get('location') ?? '';
    expect(callback).toContain('/desk/sign-in/callback?code=');

    const elsewhere = await deskBrowser(origin).ask(callback);
    const first = await victim.ask(callback);
    const again = await victim.ask(callback);

    expect([elsewhere.status, first.status, again.status]).toEqual([400, 303, 400]);
  });

  it('is not finished by a state or a code that somebody made up', async () => {
    const browser = deskBrowser(origin);
    const begun = await browser.ask('/desk/sign-in');
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');

    const madeUp = await browser.ask('/desk/sign-in/callback?code=abc&state=abc');
    const code = await browser.ask(`/desk/sign-in/callback?code=abc&state=${state}`);

    expect([madeUp.status, code.status]).toEqual([400, 400]);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });
});

describe('a change', () => {
  const acting = { do: 'record-call', reached: 'confirmed', whom: 'Dr Example' };

  it.each([
    ['another site says it is its own', { origin: 'http://127.0.0.1:1' }],
    ['a browser says it comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['nothing says where it comes from', {}],
  ])('is refused where %s', async (_, headers) => {
    const { browser, page } = await signedIn('clinician', `/a/${alertId}`);
    const token = hiddenField(page.text, 'token');
    const version = hiddenField(page.text, 'version');

    const answer = await browser.ask(`/desk/alerts/${alertId}/actions`, {
      method: 'POST',
      body: new URLSearchParams({ token, version, ...acting }),
      headers: headers as Record<string, string>,
    });

    expect(answer.status).toBe(403);
  });

  it('is refused with the token of another session', async () => {
    const { page } = await signedIn('coordinator', `/a/${alertId}`);
    const { browser } = await signedIn('clinician');

    const answer = await browser.post(`/desk/alerts/${alertId}/actions`, {
      token: hiddenField(page.text, 'token'),
      version: hiddenField(page.text, 'version'),
      ...acting,
    });

    expect(answer.status).toBe(403);
  });

  it('is refused to who may only look, whatever they send', async () => {
    const { browser, page } = await signedIn('auditor', `/a/${alertId}`);

    const answer = await browser.post(`/desk/alerts/${alertId}/actions`, {
      token: hiddenField(page.text, 'token'),
      version: '1',
      roles: 'coordinator',
      ...acting,
    });

    expect(answer.status).toBe(403);
  });

  it('is refused where it is too long', async () => {
    const { browser, page } = await signedIn('clinician', `/a/${alertId}`);

    const answer = await browser.post(`/desk/alerts/${alertId}/actions`, {
      token: hiddenField(page.text, 'token'),
      note: 'x'.repeat(40_000),
      ...acting,
    });

    expect(answer.status).toBe(413);
  });
});

describe('the API', () => {
  const asked = (token?: string) =>
    fetch(
      `${origin}/api/v1/alerts`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );
  const claims = { token_use: 'access', client_id: 'desk', 'cognito:groups': ['coordinator'] };

  it('shows who has a token of the provider their alerts, also as FHIR, and does what their role allows', async () => {
    const token = await accessTokenOf(origin, 'auditor', passwords.get('auditor') ?? '');
    const headers = { authorization: `Bearer ${token}` };
    const get = (path: string) => fetch(`${origin}/api/v1${path}`, { headers });

    const list = (await (await get('/alerts?which=all')).json()) as { alerts: { alertId: string }[] };
    const bundle = await get(`/alerts/${alertId}/fhir`);
    const views = await get('/teams/lung-oncology/views');
    const action = await fetch(`${origin}/api/v1/alerts/${alertId}/actions`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ do: 'reopen', version: 1 }),
    });

    expect(list.alerts.map((alert) => alert.alertId)).toEqual([alertId]);
    expect(bundle.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(bundle.headers.get('cache-control')).toBe('no-store');
    expect(await bundle.json()).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
    expect(await views.json()).toMatchObject({
      views: [{ by: 'auditor', which: 'all', alertIds: [alertId] }],
    });
    expect(action.status).toBe(403);
  });

  it('knows nobody by a cookie', async () => {
    const { browser } = await signedIn('coordinator');

    const answer = await browser.ask('/api/v1/alerts');

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'not-signed-in', status: 401 });
  });

  it('refuses a token without a signature, one signed by somebody else, and what is none', async () => {
    const unsigned = new UnsecuredJWT(claims)
      .setIssuer(`${origin}/oidc`)
      .setSubject('x')
      .setExpirationTime('1h');
    const { privateKey } = await generateKeyPair('RS256');
    const foreign = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(`${origin}/oidc`)
      .setSubject('x')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);

    for (const token of [unsigned.setIssuedAt().encode(), foreign, 'abc', '']) {
      expect((await asked(token)).status).toBe(401);
    }
  });
});
