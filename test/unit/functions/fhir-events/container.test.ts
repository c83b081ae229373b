import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { createContainer } from '../../../../functions/fhir-events/container.ts';
import { CANARY, configSchema } from '../../../../shared/runtime/config.ts';

const contacts = [{ protocol: 'email', to: 'a@example.org' }];
const config = configSchema.parse({
  teams: ['lung', 'breast', CANARY].map((id) => ({ id, name: id, contacts })),
  fallbackTeam: 'lung',
});

test('the lists of teams are told from the first run on, that of the canary never', async () => {
  const table = mockClient(DynamoDBDocumentClient);
  table.on(GetCommand).resolves({});
  table.on(PutCommand).resolves({});
  const env = { TABLE_NAME: 'charts', EVENT_BUS_NAME: 'alerts', WITH_PATIENT_DATA: 'false' };

  await createContainer(env, config).publishEvents();

  const begun = table.commandCalls(PutCommand).map(({ args: [{ input }] }) => input.Item?.pk);
  expect(begun).toEqual(['EVENTS#lung', 'EVENTS#breast']);
  table.restore();
});
