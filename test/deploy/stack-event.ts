import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Running } from './deployed-function.ts';

/** What CloudFormation was told by a function behind a custom resource. */
export type Told = { readonly Status: string; readonly PhysicalResourceId: string };

/** Runs the function of a custom resource as CloudFormation does when it makes one, and waits for its answer. */
export async function createdBy(provider: Running, properties: object): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end();
    resolve(JSON.parse(Buffer.concat(chunks).toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    await provider.invoke({
      RequestType: 'Create',
      ResponseURL: `http://127.0.0.1:${address.port}/answer`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'resource',
      ResourceProperties: properties,
    });
    return await promise;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
