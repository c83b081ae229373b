import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';

export type Loopback = {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** Answers a request whose body was read, or leaves it unanswered; where it fails the connection is cut. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => unknown;

/** An HTTP server that this machine alone can reach, on a port of its own. */
export async function startLoopback(answer: Answer): Promise<Loopback> {
  const server = createHttpServer(async (request, response) => {
    try {
      await answer(request, response, await bodyOf(request));
    } catch (error) {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      server.closeAllConnections();
      await closed(server);
    },
  };
}

/** Has a server listen for this machine alone; resolves to its port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A port on which nobody listened a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await closed(server);
  return port;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
