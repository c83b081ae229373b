import { createHash, randomBytes } from 'node:crypto';

/** What a browser does of cookies and redirects, and nothing that it would forbid: a hostile one. */
export type DeskBrowser = {
  readonly cookies: Map<string, string>;
  /** One request, no redirect followed. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Follows redirects to the end. */
  readonly follow: (
    path: string,
    init?: RequestInit,
  ) => Promise<{ readonly url: URL; readonly text: string; readonly status: number }>;
  /** A form sent from a page of the desk. */
  readonly post: (path: string, fields: Readonly<Record<string, string>>) => Promise<Response>;
};

const MOST_REDIRECTS = 12;

export function deskBrowser(origin: string, cookies = new Map<string, string>()): DeskBrowser {
  const ask: DeskBrowser['ask'] = async (path, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie !== '' && { cookie }), ...init.headers };
    const response = await fetch(new URL(path, origin), { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '' || /max-age=0\b/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const follow: DeskBrowser['follow'] = async (path, init) => {
    let url = new URL(path, origin);
    let response = await ask(url.href, init);
    for (let left = MOST_REDIRECTS; left > 0 && response.status === 303; left -= 1) {
      url = new URL(response.headers.get('location') ?? '', url);
      response = await ask(url.href);
    }
    return { url, text: await response.text(), status: response.status };
  };
  return {
    ...{ cookies, ask, follow },
    post: (path, fields) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin } }),
  };
}

/** Signs in, and is then where `path` leads. */
export async function signInAt(browser: DeskBrowser, path: string, user: string, password: string) {
  const form = await browser.follow(path);
  const body = new URLSearchParams({ user, password });
  return browser.follow(form.url.href, { method: 'POST', body, headers: { origin: form.url.origin } });
}

/** What a hidden field of the page holds. */
export function hiddenField(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}

/** The access token that the provider gives whoever signs in, by a code and PKCE, as a program of theirs would ask for it. */
export async function accessTokenOf(origin: string, user: string, password: string): Promise<string> {
  const browser = deskBrowser(origin);
  const verifier = randomBytes(32).toString('base64url');
  const callback = `${origin}/desk/sign-in/callback`;
  const asked = new URLSearchParams({
    ...{ client_id: 'desk', response_type: 'code', redirect_uri: callback, scope: 'openid profile' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const form = await browser.follow(`/oidc/auth?${asked}`);
  const body = new URLSearchParams({ user, password });
  const resumed = await browser.ask(form.url.href, { method: 'POST', body, headers: { origin } });
  const back = await browser.ask(resumed.headers.get('location') ?? '');
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const exchanged = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: 'desk', code, redirect_uri: callback },
      code_verifier: verifier,
    }),
  });
  const { access_token } = (await exchanged.json()) as { readonly access_token: string };
  return access_token;
}
