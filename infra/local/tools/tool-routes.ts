import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDeskService } from '../../../shared/desk/create-desk-service.ts';
import { dynamoDbDeskDependencies } from '../../../shared/desk/dynamodb-desk.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { json } from '../http/answers.ts';
import type { Route, Routes } from '../http/local-server.ts';
import { TABLE_NAME } from '../table/local-charts.ts';
import { explainRoute } from './explain-route.ts';
import { type RegistryRoutesParts, registryRoutes } from './registry-routes.ts';

export type ToolRoutesParts = {
  readonly client: DynamoDBDocumentClient;
  readonly config: Config;
  readonly clock: Clock;
  readonly chart: RegistryRoutesParts['chart'];
};

/** What the commands of `npx calcium-alerts` ask of a running `npm start`. */
export function toolRoutes({ client, config, clock, chart }: ToolRoutesParts): Routes {
  const dependencies = dynamoDbDeskDependencies({
    ...{ client, config, clock },
    tableName: TABLE_NAME,
    newToken: randomUUID,
  });
  const desk = createDeskService(dependencies);
  const registry = registryRoutes({ client, chart });
  return new Map([
    ['/config.json', on('GET', async () => json(config))],
    ['/patients', new Map([...on('GET', registry.standing), ...on('POST', registry.record)])],
    ['/patients/judge', on('POST', registry.judge)],
    ['/explain', on('POST', explainRoute({ dependencies, desk }))],
  ]);
}

function on(method: 'GET' | 'POST', route: Route): ReadonlyMap<string, Route> {
  return new Map([[method, route]]);
}
