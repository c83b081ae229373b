import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AlertBus } from './alert-event.ts';

const SOURCE = 'calcium-alerts';

/** A bus of EventBridge. The service takes some events of a request and not others, and says of each. */
export function createEventBridgeAlertBus(client: EventBridgeClient, busName: string): AlertBus {
  return async (events) => {
    if (events.length === 0) return [];
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.map(({ type, at, detail }) => ({
          EventBusName: busName,
          Source: SOURCE,
          DetailType: type,
          Detail: detail,
          Time: new Date(at),
        })),
      }),
    );
    return events.map((_, index) => Entries[index]?.EventId !== undefined);
  };
}
