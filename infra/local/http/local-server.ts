import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';
import { codeOf, LocalRuntimeError, lineOf } from '../runtime-error.ts';
import { type Answer, plain, SECURITY_HEADERS, write } from './answers.ts';
import { isFromSameMachine } from './same-machine.ts';

const LOCALHOST = '127.0.0.1';

/** What stands behind one path and method; `undefined` = the route has answered, or will, by itself. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<Answer | undefined>;
/** Path ('/a/*' for all directly below /a/, '/a/**' for all below it) → method → route. HEAD is answered by GET. */
export type Routes = ReadonlyMap<string, ReadonlyMap<string, Route>>;

export type HttpDoor = {
  readonly port: number;
  /** Until this is called every request is answered with 503. */
  readonly serve: (routes: Routes) => void;
  /** Takes nothing new; resolves when every request in hand is answered, or cut because it will not end. */
  readonly close: () => Promise<void>;
};

/** A client that does not finish its headers, or its whole request, in time is cut; looked for every 5 s. */
const LIMITS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
};
const MAX_CONNECTIONS = 1_000;
const CLOSE_WITHIN_MS = 3_000;

/**
 * Listens on this machine only.
 * @throws LocalRuntimeError with one line where the port is taken.
 */
export async function openHttpDoor(
  port: number,
  telemetry: Telemetry,
  limits: Partial<ServerOptions> = {},
): Promise<HttpDoor> {
  let routes: Routes | undefined;
  const server = createServer({ ...LIMITS, ...limits }, (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (routes) void respond(routes, telemetry, request, response);
    else write(response, plain(503, 'Still starting. Try again in a moment.', { 'retry-after': '1' }));
  });
  server.maxConnections = MAX_CONNECTIONS;
  answerHalfClosed(server);
  await listen(server, port);
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    serve: (given) => {
      routes = given;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** A client that has said all and closes its half of the connection still gets its answer (RFC 9112, section 9.6). */
function answerHalfClosed(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, LOCALHOST);
    await once(server, 'listening');
  } catch (error) {
    throw portError('--http-port', port, error);
  }
}

/** One line for a port that cannot be listened on. */
export function portError(option: '--http-port' | '--mllp-port', port: number, error: unknown): Error {
  const at = `${LOCALHOST}:${port}`;
  const remedy = `stop what uses it, or give another ${option} (0 = any free port)`;
  if (codeOf(error) === 'EADDRINUSE') return new LocalRuntimeError(`${at} is in use: ${remedy}`);
  if (codeOf(error) === 'EACCES') {
    return new LocalRuntimeError(`${at} is not allowed for this user: give another ${option}`);
  }
  return new LocalRuntimeError(`${at} cannot be listened on: ${lineOf(error)}`);
}

async function respond(
  routes: Routes,
  telemetry: Telemetry,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await routed(routes, request, response);
    if (answer) write(response, answer);
  } catch (error) {
    if (request.socket.destroyed) return;
    telemetry.error('http-request-failed', error);
    if (response.headersSent) response.destroy();
    else write(response, plain(500, 'Something failed here. Nothing was acknowledged: send it again.'));
  }
}

async function routed(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | undefined> {
  if (!isFromSameMachine(request)) {
    return plain(
      403,
      'This server answers only to programs and pages of this machine, as 127.0.0.1 or localhost.',
    );
  }
  const [path = '/'] = (request.url ?? '/').split('?');
  const methods = routes.get(path) ?? routes.get(allBelow(path)) ?? routes.get(wholeBelow(path));
  if (!methods) return plain(404, 'There is nothing at this address. The inbox is at /.');
  const route = methods.get(request.method === 'HEAD' ? 'GET' : (request.method ?? ''));
  if (route) return route(request, response);
  const allow = [...methods.keys()].join(', ');
  return plain(405, `This address takes ${allow}, not ${request.method}.`, { allow });
}

/** '/a/**' for '/a/abc/def': such a route stands for all that is below, however far. */
function wholeBelow(path: string): string {
  const [, first = ''] = path.split('/');
  return `/${first}/**`;
}

/** '/a/*' for '/a/abc': such a route stands for all that is directly below. */
function allBelow(path: string): string {
  return `${path.slice(0, path.lastIndexOf('/'))}/*`;
}
