import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { type Hl7Post, type Hl7Response, notStored, plain, tooLong } from '../../shared/intake/hl7-post.ts';
import { drain, readSentBody } from '../../shared/intake/sent-body.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { listen } from './listen.ts';
import { peerCertificate } from './peer-certificate.ts';
import { type ServerTls, tlsOptions } from './server-tls.ts';

export type HttpsLimits = {
  readonly maxConnections: number;
  /** Requests whose bodies are held at the same time. */
  readonly maxInHand: number;
  /** The handshake of TLS, the headers and the whole request are finished within these. */
  readonly handshakeMs: number;
  readonly headersMs: number;
  readonly requestMs: number;
  /** A connection without a request is closed after this: later than the load balancer forgets it. */
  readonly idleMs: number;
};

const HTTPS_LIMITS: HttpsLimits = {
  maxConnections: 512,
  maxInHand: 128,
  handshakeMs: 10_000,
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 360_000,
};

export type HttpsServerParts = {
  readonly post: Hl7Post;
  /** Longest body. */
  readonly maxBytes: number;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<HttpsLimits>;
  readonly tls: ServerTls;
};

export type HttpsServer = {
  /** Resolves to the port listened on; port 0 = any free one. */
  readonly listen: (port: number, host?: string) => Promise<number>;
  /** Takes nothing new, answers what was read, closes; what is not done within `graceMs` is cut. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** Key, certificate and authorities for connections to come. Throws, and changes nothing, where they do not hold. */
  readonly renew: (tls: ServerTls) => void;
};

const PATH = '/hl7';
const CLOSE = { connection: 'close' };

/** POST /hl7 over TLS, answered as `receive` answers it behind API Gateway. */
export function createHttpsServer(parts: HttpsServerParts): HttpsServer {
  const { maxBytes, post, telemetry } = parts;
  const limits = { ...HTTPS_LIMITS, ...parts.limits };
  let inHand = 0;
  let stopping = false;

  const answer = async (request: IncomingMessage): Promise<Hl7Response> => {
    if (pathOf(request) !== PATH) return refused(request, plain(404, `Send messages to ${PATH}.`, CLOSE));
    if (inHand > limits.maxInHand) {
      telemetry.count('HttpsRequestsRefused');
      return refused(request, notStored(CLOSE));
    }
    const body = await readSentBody(request, maxBytes);
    if (body === undefined) return refused(request, tooLong(maxBytes, CLOSE));
    return post({
      method: request.method ?? '',
      contentType: request.headers['content-type'] ?? '',
      contentEncoding: request.headers['content-encoding'] ?? '',
      body,
      certificate: peerCertificate(request.socket),
    });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    inHand += 1;
    try {
      const answered = await answer(request);
      write(response, stopping ? { ...answered, headers: { ...answered.headers, ...CLOSE } } : answered);
    } catch {
      telemetry.count('HttpsRequestsCut');
      response.destroy();
    } finally {
      inHand -= 1;
    }
  };

  const server = serverOver(limits, parts.tls);
  server.on('request', (request, response) => void serve(request, response));
  server.on('tlsClientError', (_error, socket: Socket) => {
    telemetry.count('HttpsHandshakesFailed');
    socket.destroy();
  });
  server.on('drop', () => telemetry.count('HttpsConnectionsRefused'));

  return {
    listen: (port, host = '127.0.0.1') => listen(server, port, host),
    stop: async (graceMs = 5_000) => {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
    renew: (tls) => server.setSecureContext(tlsOptions(tls)),
  };
}

function serverOver(limits: HttpsLimits, tls: ServerTls): Server {
  const server = createServer({
    ...tlsOptions(tls),
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    noDelay: true,
  });
  server.maxConnections = limits.maxConnections;
  return server;
}

function pathOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function refused(request: IncomingMessage, response: Hl7Response): Hl7Response {
  drain(request);
  return response;
}

function write(response: ServerResponse, { status, headers, body }: Hl7Response): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
