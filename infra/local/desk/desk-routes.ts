import type { IncomingMessage } from 'node:http';
import { MOST_BODY_BYTES } from '../../../functions/desk/desk-request.ts';
import type { DeskHandler } from '../../../functions/desk/handler.ts';
import { readSentBody } from '../../../shared/intake/sent-body.ts';
import { type Answer, page } from '../http/answers.ts';
import type { Route, Routes } from '../http/local-server.ts';
import type { LocalUser } from './desk-users.ts';
import { answerInteraction, PROVIDER_PATH } from './local-provider.ts';

type ProviderOnce = () => Promise<import('oidc-provider').Provider>;

export type DeskRoutesParts = {
  readonly origin: string;
  readonly handler: DeskHandler;
  readonly provider: ProviderOnce;
  readonly users: readonly LocalUser[];
};

/** The desk and its sign-in, below their paths. */
export function deskRoutes(parts: DeskRoutesParts): Routes {
  const desk = deskRoute(parts);
  const provider = providerRoute(parts);
  const interaction = interactionRoute(parts);
  const both = (route: Route) =>
    new Map([
      ['GET', route],
      ['POST', route],
    ]);
  return new Map([
    ['/desk', both(desk)],
    ['/desk/**', both(desk)],
    ['/a/*', both(desk)],
    ['/alerts', both(desk)],
    ['/api/**', both(desk)],
    [`${PROVIDER_PATH}/interaction/*`, both(interaction)],
    [`${PROVIDER_PATH}/**`, both(provider)],
  ]);
}

/** What API Gateway does between a request and the function. */
function deskRoute({ origin, handler }: DeskRoutesParts): Route {
  return async (request) => {
    const { url = '/', method } = request;
    if (method !== 'POST' && request.headers.host !== new URL(origin).host) return movedTo(`${origin}${url}`);
    const body = (await readSentBody(request, MOST_BODY_BYTES)) ?? Buffer.alloc(MOST_BODY_BYTES + 1);
    const {
      statusCode = 200,
      headers = {},
      body: text = '',
      cookies = [],
      isBase64Encoded = false,
    } = await handler(eventOf(request, body));
    const { 'content-type': type, ...rest } = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    );
    return {
      status: statusCode,
      type: type ?? 'text/plain; charset=utf-8',
      body: isBase64Encoded ? Buffer.from(text, 'base64') : text,
      headers: { ...rest, ...(cookies.length > 0 && { 'set-cookie': [...cookies] }) },
    };
  };
}

/** Cookies and addresses of sign-in are of one name of this machine. */
function movedTo(location: string): Answer {
  return { status: 303, type: 'text/plain; charset=utf-8', body: '', headers: { location } };
}

function eventOf(request: IncomingMessage, body: Buffer): Parameters<DeskHandler>[0] {
  const { url = '/', method = 'GET' } = request;
  const [rawPath = '/', ...query] = url.split('?');
  const { cookie: _cookie, ...headers } = request.headers;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query.join('?'),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    cookies: (request.headers.cookie ?? '').split('; ').filter((cookie) => cookie !== ''),
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
    requestContext: { http: { method, sourceIp: request.socket.remoteAddress ?? '' } },
  };
}

/** Its own forms lead to itself; and a browser says where a form comes from only where it may say the referrer. */
const PROVIDER_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
};

function providerRoute({ provider }: DeskRoutesParts): Route {
  return async (request, response) => {
    const { url = '/' } = request;
    for (const [name, value] of Object.entries(PROVIDER_HEADERS)) response.setHeader(name, value);
    Object.assign(request, { originalUrl: url, url: url.slice(PROVIDER_PATH.length) });
    (await provider()).callback()(request, response);
    return undefined;
  };
}

function interactionRoute({ provider, users }: DeskRoutesParts): Route {
  return async (request, response) => {
    for (const [name, value] of Object.entries(PROVIDER_HEADERS)) response.setHeader(name, value);
    const body = String((await readSentBody(request, MOST_BODY_BYTES)) ?? '');
    const document = await answerInteraction(await provider(), users, { request, response, body });
    return document === undefined ? undefined : page(document);
  };
}
