import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls';
import type { Door } from '../../shared/intake/door.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type Connection, type ConnectionLimits, serveConnection } from './connection.ts';
import { listen } from './listen.ts';
import { type ServerTls, tlsOptions } from './server-tls.ts';

export type MllpLimits = ConnectionLimits & {
  readonly maxConnections: number;
  /** The handshake of TLS is finished within this. */
  readonly handshakeMs: number;
};

/** 10 MB a message, a minute a frame, an hour of silence, 512 connections, 10 s a handshake. */
const MLLP_LIMITS: MllpLimits = {
  maxBytes: 10_000_000,
  frameMs: 60_000,
  idleMs: 3_600_000,
  maxUnansweredFrames: 256,
  maxUnansweredBytes: 20_000_000,
  maxConnections: 512,
  handshakeMs: 10_000,
};

export type MllpServerParts = {
  readonly door: Door;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<MllpLimits>;
  readonly tls?: ServerTls;
};

export type MllpServer = {
  /** Resolves to the port listened on; port 0 = any free one. */
  readonly listen: (port: number, host?: string) => Promise<number>;
  /** Takes nothing new, answers what was read, closes; what is not done within `graceMs` is cut. */
  readonly stop: (graceMs?: number) => Promise<void>;
  readonly connections: () => number;
  /** Key, certificate and authorities for connections to come. Throws, and changes nothing, where they do not hold. */
  readonly renew: (tls: ServerTls) => void;
};

/** The MLLP listener of the gateway container and of the local runtime. */
export function createMllpServer(parts: MllpServerParts): MllpServer {
  const limits = { ...MLLP_LIMITS, ...parts.limits };
  const open = new Set<Connection>();
  const sockets = new Set<Socket>();
  let stopping = false;

  const serve = (socket: Socket): void => {
    const connection = serveConnection(socket, { ...parts, limits });
    open.add(connection);
    parts.telemetry.count('MllpConnectionsOpened');
    socket.once('close', () => open.delete(connection));
    if (stopping) connection.finish();
  };
  const server = serverOver(serve, limits, parts.tls);
  server.maxConnections = limits.maxConnections;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (_error, socket: Socket) => {
    parts.telemetry.count('MllpHandshakesFailed');
    socket.destroy();
  });
  server.on('drop', () => parts.telemetry.count('MllpConnectionsRefused'));

  return {
    listen: (port, host = '127.0.0.1') => listen(server, port, host),
    stop: async (graceMs = 5_000) => {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of open) connection.finish();
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
      open.clear();
    },
    connections: () => open.size,
    renew: (tls) => {
      if (server instanceof TlsServer) server.setSecureContext(tlsOptions(tls));
    },
  };
}

function serverOver(
  serve: (socket: Socket) => void,
  { handshakeMs }: MllpLimits,
  tls: ServerTls | undefined,
): Server {
  const halfOpen = { allowHalfOpen: true } as const;
  return tls === undefined
    ? createServer(halfOpen, serve)
    : createTlsServer({ ...halfOpen, handshakeTimeout: handshakeMs, ...tlsOptions(tls) }, serve);
}
