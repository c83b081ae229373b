import { createServer, type Server } from 'node:http';

/** What the load balancer asks, on a port of its own: 200 while new connections are welcome, 503 from the stop on. */
export function createHealthServer(isWelcome: () => boolean): Server {
  return createServer((_request, response) => {
    response.writeHead(isWelcome() ? 200 : 503, { 'cache-control': 'no-store', connection: 'close' }).end();
  });
}
