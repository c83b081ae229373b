import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { LISTED_PREFIX, teamPartition } from '../../../shared/chart/alert-places.ts';
import { isoInstant } from '../../../shared/clinical/instant.ts';
import type { AlertEvent } from '../../../shared/fhir/alert-event.ts';
import { createPublishEvents, type PublishEventsParts } from '../../../shared/fhir/publish-events.ts';
import { desk } from '../desk/desk.ts';

const detailSchema = z.object({ alertId: z.string(), bundle: z.string().optional() });

/** The desk of the lung team, and a bus that listens to it. */
async function listening(given: Partial<PublishEventsParts> = {}) {
  const all = desk();
  const heard: AlertEvent[] = [];
  const requests: number[] = [];
  const logged: string[] = [];
  const publish = createPublishEvents({
    table: all.memory.table,
    repository: all.parts.repository,
    teams: ['lung'],
    bus: async (events) => {
      requests.push(events.length);
      heard.push(...events);
      return events.map(() => true);
    },
    bundleOf: undefined,
    deskUrl: 'https://desk.example.org',
    clock: all.clock,
    telemetry: { error: (event) => void logged.push(event) },
    ...given,
  });
  await publish();
  return { ...all, publish, heard, requests, logged };
}

const idsOf = (events: readonly AlertEvent[]) =>
  events.map(({ detail }) => detailSchema.parse(JSON.parse(detail)).alertId);

async function alertPatients(all: Awaited<ReturnType<typeof listening>>, ids: readonly string[]) {
  for (const id of ids) {
    await all.register(id);
    await all.calcium(id, '12.8');
  }
  return (await Promise.all(ids.map((id) => all.ids(id)))).flat();
}

describe('the events of alerts', () => {
  test('say what a page says, and nothing more of the patient', async () => {
    const all = await listening();
    const [alertId] = await alertPatients(all, ['P-0017']);

    expect(await all.publish()).toEqual({ published: 1, failed: 0 });
    expect(all.heard.map(({ type, at }) => [type, at])).toEqual([['Alert raised', all.now()]]);
    expect(JSON.parse(all.heard[0]?.detail ?? '')).toEqual({
      alertId,
      reference: alertId?.slice(0, 8).toUpperCase(),
      kind: 'alert',
      level: 'urgent',
      team: 'lung',
      raisedAt: isoInstant(all.now()),
      link: `https://desk.example.org/a/${alertId}`,
    });
  });

  test('are told once each, the worklist too', async () => {
    const all = await listening();
    const [first] = await alertPatients(all, ['1']);
    await all.publish();
    all.later(1);
    await all.calcium('1', '14.2');
    await all.publish();
    await all.publish();

    const ids = idsOf(all.heard);
    expect(ids[0]).toBe(first);
    expect(ids).toEqual(await all.ids('1'));
    expect(new Set(ids).size).toBe(2);
  });

  test('name of a notice the alert that it is about', async () => {
    const all = await listening();
    const [alertId] = await alertPatients(all, ['1']);
    await all.publish();
    await all.calcium('1', '9.0');
    const retracted = await all.ids('1');
    await all.publish();

    expect(all.heard.length).toBe(retracted.length);
    for (const { type, detail } of all.heard.slice(1)) {
      expect(type).not.toBe('Alert raised');
      expect(JSON.parse(detail).about).toBe(alertId);
    }
  });

  test('are none of what was raised before anybody listened', async () => {
    const all = desk();
    await all.register('1');
    await all.calcium('1', '12.8');
    all.later(1);
    const heard: AlertEvent[] = [];
    const publish = createPublishEvents({
      ...{ table: all.memory.table, repository: all.parts.repository, teams: ['lung'], clock: all.clock },
      ...{ bundleOf: undefined, deskUrl: 'https://desk.example.org', telemetry: { error: () => {} } },
      bus: async (events) => {
        heard.push(...events);
        return events.map(() => true);
      },
    });

    await publish();
    await publish();

    expect(heard).toEqual([]);
  });

  test('are told by the next run where the bus did not take them, and only those', async () => {
    let refused = 1;
    const heard: AlertEvent[] = [];
    const all = await listening({
      bus: async (events) =>
        events.map((event) => {
          if (heard.length === 1 && refused-- > 0) return false;
          heard.push(event);
          return true;
        }),
    });
    const ids = await alertPatients(all, ['1', '2', '3']);

    expect(await all.publish()).toEqual({ published: 2, failed: 1 });
    expect(await all.publish()).toEqual({ published: 1, failed: 0 });
    expect(idsOf(heard).sort()).toEqual([...ids].sort());
  });

  test('are told again after a crash between the bus and the note of it: at least once', async () => {
    let crash = true;
    const all = await listening();
    const [alertId] = await alertPatients(all, ['1']);
    const publish = createPublishEvents({
      ...{ repository: all.parts.repository, teams: ['lung'], clock: all.clock, bundleOf: undefined },
      ...{ deskUrl: 'https://desk.example.org', telemetry: { error: () => {} } },
      table: {
        ...all.memory.table,
        put: async (item) => {
          if (crash) throw new Error('crashed');
          await all.memory.table.put(item);
        },
      },
      bus: async (events) => {
        all.heard.push(...events);
        return events.map(() => true);
      },
    });

    expect(await publish()).toEqual({ published: 0, failed: 1 });
    crash = false;
    await publish();
    await publish();

    expect(idsOf(all.heard)).toEqual([alertId, alertId]);
  });

  test('wait for an alert whose chart is written later than another one, and never tell one that no chart holds', async () => {
    const all = await listening();
    const at = isoInstant(all.now());
    const line = { pk: teamPartition('lung'), alertId: 'lost', where: 'P#nowhere', details: 'none' };
    await all.memory.table.put({ ...line, sk: `${LISTED_PREFIX}${at}#lost` });
    all.later(0.1);
    const [alertId] = await alertPatients(all, ['1']);
    await all.publish();
    all.later(2);
    await all.publish();
    all.later(2);
    await all.publish();

    expect(idsOf(all.heard)).toEqual([alertId]);
  });

  test('hold a line that was put late, with an earlier time than what was told already', async () => {
    const all = await listening();
    await alertPatients(all, ['1']);
    all.later(0.4);
    await alertPatients(all, ['2']);
    const lines = await all.memory.table.query(teamPartition('lung'), LISTED_PREFIX, `${LISTED_PREFIX}~`);
    const late = lines.find(({ sk }) => sk.startsWith(`${LISTED_PREFIX}${isoInstant(all.now())}`));
    if (!late) throw new Error('no line');
    const hidden = { on: true };
    const publish = createPublishEvents({
      ...{ repository: all.parts.repository, teams: ['lung'], clock: all.clock, bundleOf: undefined },
      ...{ deskUrl: 'https://desk.example.org', telemetry: { error: () => {} } },
      table: {
        ...all.memory.table,
        query: async (...asked) =>
          (await all.memory.table.query(...asked)).filter(({ sk }) => !hidden.on || sk === late.sk),
      },
      bus: async (events) => {
        all.heard.push(...events);
        return events.map(() => true);
      },
    });
    await publish();
    hidden.on = false;
    await publish();

    expect(all.heard).toHaveLength(2);
  });

  test('go on after a day on which nobody could be told', async () => {
    const all = await listening();
    const ids = await alertPatients(all, ['1', '2']);
    all.later(24);
    await all.publish();

    expect(idsOf(all.heard).sort()).toEqual([...ids].sort());
  });

  test('remember only what could be told again', async () => {
    const all = await listening();
    await alertPatients(all, ['1']);
    await all.publish();
    all.later(2);
    await all.publish();

    expect(await all.memory.table.get('EVENTS#lung', 'EVENTS')).toMatchObject({ told: [] });
  });

  test('come to the bus five at once at the most', async () => {
    const all = await listening();
    const ids = await alertPatients(
      all,
      Array.from({ length: 12 }, (_, index) => `P${index}`),
    );
    await all.publish();

    expect(all.requests.filter((events) => events > 0)).toEqual([5, 5, 2]);
    expect(idsOf(all.heard).sort()).toEqual([...ids].sort());
  });

  test('of one team are told although those of another cannot be read', async () => {
    const all = await listening();
    const publish = createPublishEvents({
      ...{ repository: all.parts.repository, teams: ['broken', 'lung'], clock: all.clock },
      ...{ bundleOf: undefined, deskUrl: 'https://desk.example.org' },
      table: {
        ...all.memory.table,
        get: async (pk, sk) => {
          if (pk === 'EVENTS#broken') throw new Error('throttled');
          return all.memory.table.get(pk, sk);
        },
      },
      bus: async (events) => events.map(() => true),
      telemetry: { error: (event) => void all.logged.push(event) },
    });
    await alertPatients(all, ['1']);

    expect(await publish()).toEqual({ published: 1, failed: 1 });
    expect(all.logged).toEqual(['events-not-published']);
  });
});

describe('the bundle in an event', () => {
  test('is text, every digit kept', async () => {
    const bundle = '{"value":12.40}';
    const all = await listening({ bundleOf: async () => bundle });
    await alertPatients(all, ['1']);
    await all.publish();

    expect(detailSchema.parse(JSON.parse(all.heard[0]?.detail ?? '')).bundle).toBe(bundle);
  });

  test('is left out where it would not fit; the event is told all the same', async () => {
    const all = await listening({ bundleOf: async () => 'x'.repeat(40_001) });
    const [alertId] = await alertPatients(all, ['1']);
    await all.publish();

    expect(detailSchema.parse(JSON.parse(all.heard[0]?.detail ?? ''))).toEqual({ alertId });
  });

  test('that cannot be made leaves its event to the next run, and no other', async () => {
    const bad = { id: '' };
    const all = await listening({
      bundleOf: async (alertId) => {
        if (alertId === bad.id) throw new Error('bad item');
        return '{}';
      },
    });
    const ids = await alertPatients(all, ['1', '2']);
    bad.id = ids[0] ?? '';

    expect(await all.publish()).toEqual({ published: 1, failed: 1 });
    expect(idsOf(all.heard)).toEqual(ids.slice(1));
    expect(all.logged).toEqual(['bundle-not-made']);
    bad.id = '';
    await all.publish();
    expect(idsOf(all.heard).sort()).toEqual([...ids].sort());
  });
});
