import { randomUUID } from 'node:crypto';
import { createDeskService } from '../../../shared/desk/create-desk-service.ts';
import { dynamoDbDeskDependencies } from '../../../shared/desk/dynamodb-desk.ts';
import { json } from '../http/answers.ts';
import type { Route, Routes } from '../http/local-server.ts';
import { TABLE_NAME } from '../table/local-charts.ts';
import { archivedRoute } from './archived-route.ts';
import { explainRoute } from './explain-route.ts';
import { type LocalReplaySiteParts, localReplaySite } from './local-replay-site.ts';
import { type LocalStatusParts, localStatus } from './local-status.ts';
import { quarantineRoute } from './quarantine-route.ts';
import { type RegistryRoutesParts, registryRoutes } from './registry-routes.ts';
import { replayRoute } from './replay-route.ts';
import { type TestPageParts, testPageRoute } from './test-page-route.ts';

export type ToolRoutesParts = LocalReplaySiteParts &
  LocalStatusParts &
  Pick<RegistryRoutesParts, 'chart'> &
  Pick<TestPageParts, 'database' | 'onDelivered'>;

/** What the commands of `npx calcium-alerts` ask of a running `npm start`. */
export function toolRoutes(parts: ToolRoutesParts): Routes {
  const { client, config, clock } = parts;
  const dependencies = dynamoDbDeskDependencies({
    ...{ client, config, clock },
    tableName: TABLE_NAME,
    newToken: randomUUID,
  });
  const desk = createDeskService(dependencies);
  const registry = registryRoutes(parts);
  const site = localReplaySite(parts);
  return new Map([
    ['/config.json', on('GET', async () => json(config))],
    ['/patients', new Map([...on('GET', registry.standing), ...on('POST', registry.record)])],
    ['/patients/judge', on('POST', registry.judge)],
    ['/test-page', on('POST', testPageRoute({ ...parts, teams: config.teams }))],
    ['/archived', on('POST', archivedRoute({ ...site, client }))],
    ['/explain', on('POST', explainRoute({ dependencies, desk }))],
    ['/status.json', on('GET', async () => json(await localStatus(dependencies, parts)))],
    ['/replay', on('POST', replayRoute(site))],
    ['/quarantine', on('POST', quarantineRoute(site))],
  ]);
}

function on(method: 'GET' | 'POST', route: Route): ReadonlyMap<string, Route> {
  return new Map([[method, route]]);
}
