import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDeskParts } from '../../../functions/desk/create-desk-parts.ts';
import { createHandler } from '../../../functions/desk/handler.ts';
import { createDynamoDbDesk } from '../../../shared/desk/dynamodb-desk.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import type { Telemetry } from '../../../shared/runtime/telemetry.ts';
import type { Routes } from '../http/local-server.ts';
import { type LocalCharts, TABLE_NAME } from '../table/local-charts.ts';
import { deskRoutes } from './desk-routes.ts';
import type { LocalUser } from './desk-users.ts';
import { createLocalProvider, LOCAL_CLIENT, PROVIDER_PATH } from './local-provider.ts';

export type LocalDeskParts = {
  readonly client: DynamoDBDocumentClient;
  readonly charts: Pick<LocalCharts, 'table'>;
  readonly users: readonly LocalUser[];
  readonly config: Config;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly httpPort: number;
};

/** The desk as in AWS, with a provider on this machine in place of the hospital's: made when it is first asked. */
export function localDesk(parts: LocalDeskParts): Routes {
  const { client, charts, users, config, clock, telemetry, httpPort } = parts;
  const origin = `http://127.0.0.1:${httpPort}`;
  const desk = createDeskParts({
    service: createDynamoDbDesk({
      ...{ client, config, clock },
      tableName: TABLE_NAME,
      newToken: randomUUID,
    }),
    table: charts.table,
    issuer: `${origin}${PROVIDER_PATH}`,
    clientId: LOCAL_CLIENT,
    teams: config.teams,
    ...{ origin, clock, telemetry },
  });
  let made: ReturnType<typeof createLocalProvider> | undefined;
  const provider = () => {
    made ??= createLocalProvider({ origin, users, clock });
    return made;
  };
  return deskRoutes({ origin, users, provider, handler: createHandler(desk) });
}
