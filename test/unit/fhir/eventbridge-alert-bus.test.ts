import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createEventBridgeAlertBus } from '../../../shared/fhir/eventbridge-alert-bus.ts';

const event = (detail: string) => ({ type: 'Alert raised', at: epochMs(1_000), detail });

function busThatAnswers(Entries?: { readonly EventId?: string; readonly ErrorCode?: string }[]) {
  const client = new EventBridgeClient({});
  const mock = mockClient(client);
  mock.on(PutEventsCommand).resolves(Entries === undefined ? {} : { Entries });
  return { bus: createEventBridgeAlertBus(client, 'calcium-alerts-prod'), mock };
}

describe('a bus of EventBridge', () => {
  test('gets each event with its source, type, time and detail', async () => {
    const { bus, mock } = busThatAnswers([{ EventId: '1' }]);

    expect(await bus([event('{"a":1}')])).toEqual([true]);
    expect(mock.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: 'calcium-alerts-prod',
          Source: 'calcium-alerts',
          DetailType: 'Alert raised',
          Detail: '{"a":1}',
          Time: new Date(1_000),
        },
      ],
    });
  });

  test('has not taken what it says that it has not, whatever became of the others', async () => {
    const { bus } = busThatAnswers([
      { EventId: '1' },
      { ErrorCode: 'ThrottlingException' },
      { EventId: '3' },
    ]);

    expect(await bus([event('1'), event('2'), event('3')])).toEqual([true, false, true]);
  });

  test('has taken nothing of which it says nothing', async () => {
    const { bus } = busThatAnswers();

    expect(await bus([event('1')])).toEqual([false]);
  });

  test('is not asked where there is nothing to tell', async () => {
    const { bus, mock } = busThatAnswers([]);

    expect(await bus([])).toEqual([]);
    expect(mock.calls()).toHaveLength(0);
  });
});
