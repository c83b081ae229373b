import { createHash } from 'node:crypto';
import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { alertIdSchema } from './alert-action.ts';
import { type Answer, headersAt, json, redirect } from './answers.ts';
import {
  type ApiRoute,
  actionRoute,
  alertRoute,
  answerBearer,
  auditRoute,
  bundleRoute,
  listRoute,
  reportRoute,
  viewsRoute,
} from './api-routes.ts';
import { bundleAnswer } from './bundle-answer.ts';
import { type DeskParts, viewOf } from './desk-parts.ts';
import { type DeskEvent, type DeskRequest, readRequest } from './desk-request.ts';
import { postAction } from './form-routes.ts';
import { openApiDocument } from './openapi.ts';
import type { PageFile } from './page/page-files.ts';
import { actionPath, alertPath, bundlePath, DESK_PATHS } from './page/paths.ts';
import { alertPage, auditPage, listPage, readAlert, reportPage } from './page-routes.ts';
import { RequestRefusedError } from './refusal.ts';
import { pageOf, problemOf } from './refusal-of.ts';
import { CALLBACK_PATH } from './sign-in/identity-provider.ts';
import { beginSignIn, finishSignIn, signedOut, signOut, stay } from './sign-in-routes.ts';
import { answerSignedIn } from './signed-in.ts';

export type DeskHandler = (event: DeskEvent) => Promise<APIGatewayProxyStructuredResultV2>;

/** The whole desk: pages below /desk and /a for who is signed in, JSON below /api/v1 for who shows a token. */
export function createHandler(parts: DeskParts): DeskHandler {
  const router = new Router({ logger: SILENT });
  const on: Routing = (method, path, reply) => {
    router[method](path, async ({ event, params }) => {
      const asked = event as DeskEvent;
      try {
        return await reply(readRequest(asked), params.id ?? '');
      } catch (error) {
        return refused(parts, asked, error);
      }
    });
  };
  addPages(on, parts);
  addSignIn(on, parts);
  addApi(on, parts);
  router.errorHandler(Error, async (_error, { event }) =>
    refused(parts, event as DeskEvent, new RequestRefusedError('no-such-address')),
  );
  const headers = headersAt(parts.origin);
  return async (event) => {
    const isHead = event.requestContext.http.method === 'HEAD';
    const { body, ...answer } = await router
      .resolve(isHead ? asGet(event) : event, NO_CONTEXT)
      .catch(() => refused(parts, event, new RequestRefusedError('no-such-address')));
    return { ...answer, body: isHead ? '' : (body ?? ''), headers: { ...headers, ...answer.headers } };
  };
}

/** HEAD is answered as GET is, but for the body (RFC 9110, 9.3.2). */
function asGet(event: DeskEvent): DeskEvent {
  const { requestContext } = event;
  return { ...event, requestContext: { ...requestContext, http: { ...requestContext.http, method: 'GET' } } };
}

type Routing = (method: 'get' | 'post', path: `/${string}`, reply: Reply) => void;
type Reply = (request: DeskRequest, id: string) => Promise<Answer> | Answer;

/** What the router would print may hold an address that somebody made up. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** No route looks at it. */
const NO_CONTEXT = {} as Context;

const ID = ':id';
const idPath = (path: (id: string) => string): `/${string}` => `/${path('ID').slice(1).replace('ID', ID)}`;

function addPages(on: Routing, parts: DeskParts): void {
  for (const path of ['/', '/alerts'] as const) on('get', path, () => redirect(DESK_PATHS.open));
  on('get', DESK_PATHS.open, (request) => listPage(parts, request, 'open'));
  on('get', DESK_PATHS.worklist, (request) => listPage(parts, request, 'worklist'));
  on('get', DESK_PATHS.all, (request) => listPage(parts, request, 'all'));
  on('get', DESK_PATHS.report, (request) => reportPage(parts, request));
  on('get', DESK_PATHS.audit, (request) => auditPage(parts, request));
  on('get', '/a/:id', (_request, id) => redirect(alertPath(requireAlertId(id))));
  on('get', idPath(alertPath), (request, id) => alertPage(parts, request, id));
  on('post', idPath(actionPath), (request, id) => postAction(parts, request, requireAlertId(id)));
  on('get', idPath(bundlePath), (request, id) =>
    answerSignedIn(parts, request, async (session) =>
      bundleAnswer(await readAlert(parts.service, session, id)),
    ),
  );
  for (const [path, file] of parts.files) on('get', `/${path.slice(1)}`, fileReply(file));
}

function addSignIn(on: Routing, parts: DeskParts): void {
  on('get', DESK_PATHS.signIn, (request) => beginSignIn(parts, request));
  on('get', CALLBACK_PATH, (request) => finishSignIn(parts, request));
  on('post', DESK_PATHS.signOut, (request) => signOut(parts, request));
  on('get', DESK_PATHS.signedOut, () => signedOut(parts));
  on('post', DESK_PATHS.stay, (request) => stay(parts, request));
}

function addApi(on: Routing, parts: DeskParts): void {
  const document = json(openApiDocument());
  const bearer = (method: 'get' | 'post', path: `/${string}`, route: ApiRoute) =>
    on(method, `/api/v1${path}`, (request, id) => answerBearer(parts, request, route, id));
  on('get', '/api/v1/openapi.json', () => document);
  bearer('get', '/alerts', listRoute);
  bearer('get', '/alerts/:id', alertRoute);
  bearer('post', '/alerts/:id/actions', actionRoute);
  bearer('get', '/alerts/:id/audit', auditRoute);
  bearer('get', '/alerts/:id/fhir', bundleRoute);
  bearer('get', '/teams/:id/report', reportRoute);
  bearer('get', '/teams/:id/views', viewsRoute);
}

function requireAlertId(id: string): string {
  const alertId = alertIdSchema.safeParse(id);
  if (!alertId.success) throw new RequestRefusedError('no-such-alert');
  return alertId.data;
}

/** Asked for again each time, and sent again only where it has changed: a new release is seen at once. */
function fileReply({ type, body }: PageFile): Reply {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { 'content-type': type, 'cache-control': 'no-cache', etag };
  const whole: Answer = { statusCode: 200, headers, body: body.toString('utf8') };
  const unchanged: Answer = { statusCode: 304, headers, body: null };
  return ({ header }) => (header('if-none-match') === etag ? unchanged : whole);
}

/** As a page, or for a program as a problem. */
function refused(parts: DeskParts, { rawPath }: DeskEvent, error: unknown): Answer {
  if (rawPath.startsWith('/api/')) return problemOf(error, parts.telemetry);
  return pageOf(error, parts.telemetry, viewOf(parts));
}
