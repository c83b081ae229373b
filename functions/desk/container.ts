import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable } from '../../shared/chart/dynamodb-table.ts';
import { createDynamoDbDesk } from '../../shared/desk/dynamodb-desk.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import { createDeskParts } from './create-desk-parts.ts';
import type { DeskParts } from './desk-parts.ts';

const deskEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  /** Under which browsers know the desk. */
  DESK_URL: z.url(),
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: z.string().min(1),
  /** Further clients whose tokens the API takes, with a space between them. */
  API_CLIENT_IDS: z.string().default(''),
});

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): DeskParts {
  const { TABLE_NAME, DESK_URL, OIDC_ISSUER, OIDC_CLIENT_ID, API_CLIENT_IDS } = parseEnv(deskEnvSchema, env);
  const client = documentClientOver(new DynamoDBClient(REPEATABLE));
  return createDeskParts({
    service: createDynamoDbDesk({
      ...{ client, config },
      tableName: TABLE_NAME,
      clock: systemClock,
      newToken: randomUUID,
    }),
    table: createDynamoDbTable(client, TABLE_NAME),
    origin: new URL(DESK_URL).origin,
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    apiClientIds: API_CLIENT_IDS.split(' ').filter((id) => id !== ''),
    teams: config.teams,
    clock: systemClock,
    telemetry: createPowertoolsTelemetry('desk'),
  });
}
