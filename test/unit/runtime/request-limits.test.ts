import { createServer } from 'node:net';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { TIMEOUT_SECONDS } from '../../../infra/config.ts';
import { DEFAULT_CLAIM_TIMES } from '../../../shared/chart/delivery.ts';
import { PUBLISHING, REPEATABLE } from '../../../shared/runtime/request-limits.ts';
import { listen } from '../../stand-ins/loopback.ts';

/** Counts connections and never says a word. */
async function silentServer() {
  let connections = 0;
  const server = createServer(() => {
    connections += 1;
  });
  return {
    endpoint: `http://127.0.0.1:${await listen(server)}`,
    connections: () => connections,
    close: () => server.close(),
  };
}

test('a page that is not answered is given up, and not sent a second time in silence', async () => {
  const server = await silentServer();
  const client = new SNSClient({
    ...PUBLISHING,
    requestHandler: { ...PUBLISHING.requestHandler, requestTimeout: 50 },
    endpoint: server.endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });

  const publishing = client.send(new PublishCommand({ TopicArn: 'arn', Message: 'page' }));

  await expect(publishing).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }));
  expect(server.connections()).toBe(1);
  client.destroy();
  server.close();
});

test('a page is given up before its claim can run out', () => {
  const { requestHandler, maxAttempts } = PUBLISHING;

  expect(requestHandler.requestTimeout * maxAttempts).toBeLessThan(DEFAULT_CLAIM_TIMES.marginMs);
});

test('a request that may be repeated has failed before the shortest function is stopped', () => {
  const { requestHandler, maxAttempts } = REPEATABLE;

  expect(requestHandler.requestTimeout * maxAttempts).toBeLessThan(
    Math.min(...Object.values(TIMEOUT_SECONDS)) * 1000,
  );
});
