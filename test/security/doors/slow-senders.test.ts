import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createMllpServer } from '../../../functions/mllp-gateway/server.ts';
import { plain } from '../../../infra/local/http/answers.ts';
import { openHttpDoor } from '../../../infra/local/http/local-server.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

const MANY = 50;

/** Writes one more byte of what never ends every few milliseconds, until it is cut; resolves to what was answered. */
async function drip(port: number, begin: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let answered = '';
  socket.on('data', (chunk) => {
    answered += chunk.toString('latin1');
  });
  socket.write(begin);
  const dripping = setInterval(() => socket.writable && socket.write('a'), 5);
  await new Promise((closed) => socket.on('close', closed));
  clearInterval(dripping);
  return answered;
}

const HEAD = 'POST /hl7 HTTP/1.1\r\nHost: localhost\r\n';

it.each([
  ['headers', `${HEAD}X-`],
  ['a body', `${HEAD}Content-Length: 100000\r\n\r\nMSH|`],
])('many who send %s byte by byte are cut over HTTP, while others are answered', async (_, begin) => {
  const http = await openHttpDoor(0, silentTelemetry(), {
    headersTimeout: 150,
    requestTimeout: 150,
    connectionsCheckingInterval: 50,
  });
  onTestFinished(() => http.close());
  const taken = async () => plain(200, 'taken');
  const read = async (request: AsyncIterable<Buffer>) => {
    for await (const _chunk of request);
    return plain(200, 'read');
  };
  http.serve(
    new Map([
      ['/', new Map([['GET', taken]])],
      ['/hl7', new Map([['POST', read]])],
    ]),
  );

  const slow = Array.from({ length: MANY }, () => drip(http.port, begin));
  const other = await fetch(`http://127.0.0.1:${http.port}/`);

  expect(other.status).toBe(200);
  for (const answer of await Promise.all(slow)) expect(answer).not.toContain(' 200 ');
});

it('many who send a frame byte by byte are cut over MLLP, while others are answered', async () => {
  const counts = new Map<string, number>();
  const accepted = Buffer.from('MSH|^~\\&\rMSA|AA|1\r');
  const server = createMllpServer({
    door: {
      accept: async (arrivals) => arrivals.map(() => [accepted]),
      refuseTooLarge: () => [],
      commitBlock: () => undefined,
    },
    telemetry: {
      ...silentTelemetry(),
      count: (metric, by = 1, { reason = '' } = {}) =>
        void counts.set(metric + reason, (counts.get(metric + reason) ?? 0) + by),
    },
    limits: { frameMs: 150 },
  });
  onTestFinished(() => server.stop(100));
  const port = await server.listen(0);

  const slow = Array.from({ length: MANY }, () => drip(port, '\x0bMSH|'));
  const other = connect(port, '127.0.0.1');
  other.write('\x0bMSH|^~\\&|\r\x1c\r');
  const [answer] = await once(other, 'data');
  other.destroy();

  expect(String(answer)).toContain('MSA|AA|1');
  expect(await Promise.all(slow)).toEqual(Array(MANY).fill(''));
  expect(counts.get('MllpConnectionsCutslow-sender')).toBe(MANY);
});
