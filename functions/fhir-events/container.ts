import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { DUE_SHARDS } from '../../shared/alerting/dynamodb-deliveries.ts';
import { createChartRepository } from '../../shared/chart/chart-repository.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable } from '../../shared/chart/dynamodb-table.ts';
import type { DeskService } from '../../shared/desk/desk-service.ts';
import { createDynamoDbDesk } from '../../shared/desk/dynamodb-desk.ts';
import type { DeskUser } from '../../shared/desk/user.ts';
import { fhirBundleOf } from '../../shared/fhir/bundle.ts';
import { createEventBridgeAlertBus } from '../../shared/fhir/eventbridge-alert-bus.ts';
import { createPublishEvents } from '../../shared/fhir/publish-events.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { isCanary } from '../../shared/runtime/config.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { FhirEventsParts } from './handler.ts';

const eventsEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  EVENT_BUS_NAME: z.string().min(1),
  WITH_PATIENT_DATA: z.stringbool(),
});

/** What the audit trail calls the systems that listen: each alert told to them counts as one that they have seen. */
const SYSTEMS: DeskUser = {
  id: 'fhir-events',
  name: 'Systems on the event bus',
  roles: ['auditor'],
  teams: [],
};

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname, env.DESK_URL),
): FhirEventsParts {
  const { TABLE_NAME: tableName, EVENT_BUS_NAME, WITH_PATIENT_DATA } = parseEnv(eventsEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('fhir-events');
  const client = documentClientOver(new DynamoDBClient(REPEATABLE));
  const table = createDynamoDbTable(client, tableName);
  const clock = systemClock;
  const desk = createDynamoDbDesk({ client, tableName, config, clock, newToken: randomUUID });
  const publishEvents = createPublishEvents({
    table,
    repository: createChartRepository(table, DUE_SHARDS),
    teams: config.teams.map(({ id }) => id).filter((id) => !isCanary(id)),
    bus: createEventBridgeAlertBus(new EventBridgeClient(REPEATABLE), EVENT_BUS_NAME),
    bundleOf: WITH_PATIENT_DATA ? (alertId) => bundleOf(desk, alertId) : undefined,
    deskUrl: config.deskUrl,
    ...{ clock, telemetry },
  });
  return { publishEvents, telemetry };
}

async function bundleOf(desk: DeskService, alertId: string): Promise<string | undefined> {
  const alert = await desk.alert(SYSTEMS, alertId);
  return alert && fhirBundleOf(alert);
}
