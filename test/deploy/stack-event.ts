import { startLoopback } from '../stand-ins/loopback.ts';
import type { Running } from './deployed-function.ts';

/** What CloudFormation was told by a function behind a custom resource. */
export type Told = { readonly Status: string; readonly PhysicalResourceId: string };

/** Runs the function of a custom resource as CloudFormation does when it makes one, and waits for its answer. */
export async function createdBy(provider: Running, properties: object): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const server = await startLoopback((_, response, body) => {
    response.end();
    resolve(JSON.parse(body.toString()));
  });
  try {
    await provider.invoke({
      RequestType: 'Create',
      ResponseURL: `${server.url}/answer`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'resource',
      ResourceProperties: properties,
    });
    return await promise;
  } finally {
    await server.close();
  }
}
