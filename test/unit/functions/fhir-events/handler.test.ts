import { describe, expect, test } from 'vitest';
import { createHandler } from '../../../../functions/fhir-events/handler.ts';
import { EventsLeftError } from '../../../../shared/runtime/errors.ts';

function runWith(published: number, failed: number) {
  const counted: unknown[][] = [];
  const logged: string[] = [];
  const handler = createHandler({
    publishEvents: async () => ({ published, failed }),
    telemetry: { count: (...metric) => void counted.push(metric), info: (event) => void logged.push(event) },
  });
  return { handler, counted, logged };
}

describe('a run of the events', () => {
  test('counts what the bus took', async () => {
    const { handler, counted, logged } = runWith(3, 0);

    await handler();

    expect(counted).toEqual([['EventsPublished', 3]]);
    expect(logged).toEqual(['events-published']);
  });

  test('says nothing where there was nothing to tell', async () => {
    const { handler, logged } = runWith(0, 0);

    await handler();

    expect(logged).toEqual([]);
  });

  test('ends in an error, which an alarm hears, where something was left', async () => {
    const { handler, counted } = runWith(2, 1);

    await expect(handler()).rejects.toThrow(EventsLeftError);
    expect(counted).toEqual([['EventsPublished', 2]]);
  });
});
