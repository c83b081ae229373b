import type { DeskParts } from '../../../../functions/desk/desk-parts.ts';
import { createHandler } from '../../../../functions/desk/handler.ts';
import { createRateLimit } from '../../../../functions/desk/rate-limit.ts';
import { cookiesOf } from '../../../../functions/desk/sign-in/cookies.ts';
import { createSessions } from '../../../../functions/desk/sign-in/sessions.ts';
import { createSignInAttempts } from '../../../../functions/desk/sign-in/sign-in-attempts.ts';
import { claimsSchema } from '../../../../functions/desk/sign-in/user-of-claims.ts';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import type { DeskService } from '../../../../shared/desk/desk-service.ts';
import { quietTelemetry } from '../../../integration/local/quiet-telemetry.ts';
import { versionedItems } from '../../../stand-ins/versioned-items.ts';

export const ORIGIN = 'https://desk.example.org';

const unasked = () => Promise.reject(new Error('not asked for'));

export type Sent = {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
};

/** The desk's handler over a table in memory, for users of these groups, with a clock that can be moved. */
export function deskHandler(
  service: Partial<DeskService>,
  groups: readonly string[] = ['coordinator'],
  more: Partial<DeskParts> = {},
) {
  const table = versionedItems();
  const telemetry = quietTelemetry();
  const time = { now: Date.UTC(2026, 2, 9, 15) };
  const clock = { now: () => epochMs(time.now) };
  const claims = claimsSchema.parse({ sub: 'u1', 'cognito:groups': groups });
  let secrets = 0;
  const handler = createHandler({
    service: {
      ...{ listAlerts: unasked, alert: unasked, act: unasked },
      ...{ audit: unasked, listViews: unasked, report: unasked },
      ...service,
    },
    identity: {
      signInUrl: async ({ state }, anew) => `https://idp.example.org/?state=${state}${anew ? '&anew' : ''}`,
      claimsOf: async () => claims,
      signOutUrl: unasked,
      keysUrl: unasked,
    },
    sessions: createSessions({ table, clock }),
    attempts: createSignInAttempts({ table, clock }),
    readBearerToken: async (token) => (token === 'right' ? claims : undefined),
    limit: createRateLimit({ table, clock }),
    cookies: cookiesOf(ORIGIN),
    origin: ORIGIN,
    teams: [
      { id: 'lung-oncology', name: 'Lung oncology' },
      { id: 'canary', name: 'Canary' },
      { id: 'breast-oncology', name: 'Breast oncology' },
    ],
    files: new Map(),
    newSecret: () => String(++secrets).padStart(43, 's'),
    ...{ clock, telemetry },
    ...more,
  });
  const handle = (path: string, { method = 'GET', body, headers = {}, cookies = [] }: Sent = {}) => {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    return handler({
      ...{ version: '2.0', routeKey: '$default', rawPath, rawQueryString, isBase64Encoded: false },
      ...{ headers, cookies: [...cookies] },
      ...(body !== undefined && { body }),
      requestContext: { http: { method, sourceIp: '192.0.2.1' } },
    });
  };

  /** Signs in, and resolves to the cookie of the session. */
  async function signIn(): Promise<readonly string[]> {
    const begun = await handle('/desk/sign-in');
    const state = new URL(String(begun.headers?.location)).searchParams.get('state');
    const back = await handle(`/desk/sign-in/callback?state=${state}&code=c`, {
      cookies: named(begun.cookies),
    });
    return named(back.cookies);
  }
  return { handle, signIn, telemetry, time };
}

const named = (cookies: readonly string[] = []) => cookies.map((cookie) => String(cookie.split(';')[0]));
