import { REFUSALS, type RefusalCode } from './refusal.ts';

type Headers = Readonly<Record<string, string>>;

/** A whole answer; the body is null where its status allows none. */
export type Answer = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly cookies?: string[];
};

/**
 * Nothing from elsewhere, nothing inline, no framing, nothing kept by the browser: the pages show patient data. The
 * referrer stays within the desk; left out altogether, browsers would no longer say where a form comes from.
 */
const SECURITY_HEADERS: Headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Over TLS: for two years this host is asked by TLS alone. */
const TLS_HEADERS: Headers = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' };

/** The headers of every answer of a desk at this origin. */
export function headersAt(origin: string): Headers {
  return origin.startsWith('https:') ? { ...SECURITY_HEADERS, ...TLS_HEADERS } : SECURITY_HEADERS;
}

export const page = (html: string, statusCode = 200, headers: Headers = {}): Answer => ({
  statusCode,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: html,
});

/** 303: whatever the method was, the browser goes on with GET. */
export const redirect = (location: string, cookies: readonly string[] = []): Answer => ({
  statusCode: 303,
  headers: { location, 'content-type': 'text/plain; charset=utf-8' },
  body: '',
  cookies: [...cookies],
});

export const json = (value: unknown, statusCode = 200): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** RFC 9457. The type is the stable code; nothing in it is about a patient. */
export function problem(code: RefusalCode, fields: readonly string[] = []): Answer {
  const { status, title } = REFUSALS[code];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      ...(code === 'not-signed-in' && { 'www-authenticate': 'Bearer' }),
      ...headersOf(code),
    },
    body: JSON.stringify({
      type: `urn:calcium-alerts:problem:${code}`,
      title,
      status,
      code,
      ...(fields.length > 0 && { fields }),
    }),
  };
}

/** What a refusal says in a header too. */
export function headersOf(code: RefusalCode): Headers {
  return code === 'too-many-requests' ? { 'retry-after': '60' } : {};
}
