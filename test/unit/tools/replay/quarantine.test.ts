import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createChartRepository } from '../../../../shared/chart/chart-repository.ts';
import { createKeys } from '../../../../shared/chart/keys.ts';
import { DAY_MS, type EpochMs, epochMs, isoInstant, plusMs } from '../../../../shared/clinical/instant.ts';
import { createFolderMessageStore } from '../../../../shared/intake/folder-message-store.ts';
import type { QueuedMessage } from '../../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../../shared/runtime/config.ts';
import { folderObjects } from '../../../../tools/replay/folder-objects.ts';
import type { ReplaySite } from '../../../../tools/replay/replay-site.ts';
import { createReplayer } from '../../../../tools/replay/replayer.ts';
import { workQuarantine } from '../../../../tools/replay/work-quarantine.ts';
import { createMemoryTable } from '../../../simulation/memory-table.ts';

const NOW = epochMs(Date.UTC(2026, 10, 23, 12));
const MESSAGE = 'MSH|^~\\&|LAB|RIVERSIDE|||20261123||ORU^R01|1|P|2.5.1\rPID|1||ZZPHI\rOBX|1\rOBX|2\r';
const BY = { id: 'cli:ada', name: 'Ada' };

function newSite() {
  const folder = mkdtempSync(join(tmpdir(), 'quarantine-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const queued: QueuedMessage[] = [];
  const { table, items } = createMemoryTable();
  const objects = folderObjects(folder);
  const config = configSchema.parse({
    teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
    fallbackTeam: 'a',
    feeds: [{ id: 'riverside', sendingFacility: 'RIVERSIDE' }],
  });
  const site: ReplaySite = {
    ...{ archive: objects, quarantine: objects, config, table },
    clock: { now: () => NOW },
    queue: { send: async (messages) => void queued.push(...messages) },
    charts: async () => ({
      stored: createChartRepository(table, 2),
      keys: createKeys({ secret: 'unit', version: '1' }),
    }),
  };
  return { site, queued, items, objects, store: createFolderMessageStore(folder) };
}

type Site = ReturnType<typeof newSite>;

async function quarantined(
  { store }: Site,
  messageId: string,
  more: {
    readonly at?: EpochMs;
    readonly reason?: string;
    readonly feed?: string;
    readonly text?: string;
  } = {},
) {
  const { at = NOW, reason = 'no-patient-identifier', feed = 'riverside', text = MESSAGE } = more;
  await store.quarantine({ messageId, reason, feed, receivedAt: at, bytes: Buffer.from(text) });
}

async function listed({ site }: Site, which: object = {}, most = 100) {
  const list = await workQuarantine({ does: 'list', which: { retried: false, ...which }, most }, site);
  if (list === undefined || !('rows' in list)) throw new Error('no list');
  return list;
}

const idOf = async (at: Site): Promise<string> => (await listed(at)).rows[0]?.id ?? '';

describe('the list of quarantine', () => {
  test('has the newest first, counts reasons, and tells nothing of a message', async () => {
    const at = newSite();
    await quarantined(at, 'a', { at: plusMs(NOW, -2 * DAY_MS), reason: 'no-msh', feed: 'unknown-1' });
    await quarantined(at, 'b');

    const list = await listed(at);

    expect(list.reasons).toEqual({ 'no-msh': 1, 'no-patient-identifier': 1 });
    expect(list.rows.map(({ day, feed, bytes }) => [day, feed, bytes])).toEqual([
      ['2026-11-23', 'riverside', MESSAGE.length],
      ['2026-11-21', 'unknown-1', MESSAGE.length],
    ]);
    expect(JSON.stringify(list)).not.toContain('ZZPHI');
  });

  test.each([
    ['reason', { reason: 'no-msh' }, ['unknown-1']],
    ['feed', { feed: 'riverside' }, ['riverside']],
    ['day', { from: '2026-11-22' }, ['riverside']],
    ['day before', { until: '2026-11-22' }, ['unknown-1']],
    ['nothing that is there', { ids: ['none'] }, []],
  ])('is asked for by %s', async (_, which, feeds) => {
    const at = newSite();
    await quarantined(at, 'a', { at: plusMs(NOW, -2 * DAY_MS), reason: 'no-msh', feed: 'unknown-1' });
    await quarantined(at, 'b');

    expect((await listed(at, which)).rows.map(({ feed }) => feed)).toEqual(feeds);
  });

  test('shows no more than was asked for, and counts them all', async () => {
    const at = newSite();
    for (const id of ['a', 'b', 'c']) await quarantined(at, id);

    const { rows, reasons } = await listed(at, {}, 2);

    expect([rows.length, reasons]).toEqual([2, { 'no-patient-identifier': 3 }]);
  });

  test('of a machine that has set nothing aside is empty', async () => {
    expect(await listed(newSite())).toEqual({ reasons: {}, rows: [] });
  });

  test('says which object is none of its own, and quotes nothing of it', async () => {
    const at = newSite();
    await quarantined(at, 'a');
    const [name = ''] = await at.objects.list('quarantine/', epochMs(0));
    await at.objects.write(name, gzipSync('ZZPHI'));

    await expect(listed(at)).rejects.toThrow(/^[\w-]{22}: is no message of quarantine$/);
  });
});

describe('a message of quarantine', () => {
  test('is shown by what it is like', async () => {
    const at = newSite();
    await quarantined(at, 'a');

    const shown = await workQuarantine({ does: 'show', id: await idOf(at) }, at.site);

    expect(shown).toMatchObject({
      ...{ reason: 'no-patient-identifier', feed: 'riverside', retried: false, revealed: [] },
      segments: ['MSH', 'PID', 'OBX × 2'],
    });
    expect(JSON.stringify(shown)).not.toContain('ZZPHI');
    expect(at.items()).toEqual([]);
  });

  test('that is none gives away nothing by its segments', async () => {
    const at = newSite();
    await quarantined(at, 'a', { text: 'ZZPHI\nMSX' });

    const shown = await workQuarantine({ does: 'show', id: await idOf(at) }, at.site);

    expect(shown).toMatchObject({ segments: ['(none) × 2'] });
  });

  test('is revealed to whom the audit trail names, and says who has seen it', async () => {
    const at = newSite();
    await quarantined(at, 'a');
    const id = await idOf(at);

    const revealed = await workQuarantine({ does: 'show', id, revealTo: BY }, at.site);
    const later = await workQuarantine({ does: 'show', id }, at.site);

    expect(revealed).toMatchObject({ text: MESSAGE });
    expect(later).not.toHaveProperty('text');
    expect(later).toMatchObject({ revealed: [{ at: isoInstant(NOW), by: BY.id, name: BY.name }] });
  });

  test('is not revealed where that cannot be recorded', async () => {
    const at = newSite();
    await quarantined(at, 'a');
    const id = await idOf(at);
    const table = { ...at.site.table, put: () => Promise.reject(new Error('refused')) };

    await expect(workQuarantine({ does: 'show', id, revealTo: BY }, { ...at.site, table })).rejects.toThrow(
      'refused',
    );
  });

  test('that is not there is not found', async () => {
    expect(await workQuarantine({ does: 'show', id: 'none' }, newSite().site)).toBeUndefined();
  });
});

describe('a retry', () => {
  const ALL = { does: 'retry', which: { retried: false }, by: BY } as const;

  test('queues a message as an import of now, once, and marks it', async () => {
    const at = newSite();
    await quarantined(at, 'a', { feed: 'unknown-refused', at: plusMs(NOW, -DAY_MS) });
    const id = await idOf(at);

    const first = await workQuarantine({ ...ALL, dryRun: false }, at.site);
    const second = await workQuarantine({ ...ALL, dryRun: false }, at.site);

    expect(at.queued).toEqual([
      { bytes: Buffer.from(MESSAGE), feed: 'riverside', receivedAt: NOW, origin: 'import' },
    ]);
    expect([first, second]).toEqual([{ ids: [id] }, { ids: [] }]);
    expect((await listed(at)).rows).toEqual([]);
    expect((await listed(at, { retried: true })).rows).toMatchObject([{ id, retried: true }]);
  });

  test('of a message that is named is done again', async () => {
    const at = newSite();
    await quarantined(at, 'a');
    const ids = [await idOf(at)];
    const which = { ids, retried: true };

    await workQuarantine({ ...ALL, dryRun: false }, at.site);
    await workQuarantine({ does: 'retry', which, dryRun: false, by: BY }, at.site);

    expect(at.queued).toHaveLength(2);
  });

  test('that is rehearsed queues and marks nothing', async () => {
    const at = newSite();
    await quarantined(at, 'a', { text: 'no message' });

    const retried = await workQuarantine({ ...ALL, dryRun: true }, at.site);

    expect(retried).toMatchObject({ rehearsal: { fates: { 'quarantined: no-msh': 1 }, raised: [] } });
    expect(at.queued).toEqual([]);
    expect((await listed(at)).rows).toHaveLength(1);
  });
});

describe('a replay of the archive', () => {
  const message = (messageId: string, more: Partial<QueuedMessage> = {}) => ({
    ...{ messageId, feed: 'riverside', receivedAt: plusMs(NOW, -DAY_MS), origin: 'live' as const },
    bytes: Buffer.from(MESSAGE),
    ...more,
  });
  const SPAN = { from: plusMs(NOW, -2 * DAY_MS), until: NOW };

  async function replayed(at: Site, command: object) {
    const replayer = await createReplayer({ ...SPAN, dryRun: false, asReceived: false, ...command }, at.site);
    let messages = 0;
    for (const day of replayer.days) messages += await replayer.day(day);
    return { messages, report: await replayer.report() };
  }

  test('queues imports of now, and leaves out what came by a replay before', async () => {
    const at = newSite();
    await at.store.archive([message('a'), message('b', { origin: 'import' })]);

    const { messages, report } = await replayed(at, {});

    expect([messages, report]).toEqual([1, undefined]);
    expect(at.queued).toMatchObject([{ receivedAt: NOW, origin: 'import' }]);
  });

  test('after a restore queues all with their first receipts', async () => {
    const at = newSite();
    await at.store.archive([message('a'), message('b', { origin: 'import' })]);

    await replayed(at, { asReceived: true });

    expect(at.queued.map(({ origin, receivedAt }) => [origin, receivedAt])).toEqual([
      ['live', NOW - DAY_MS],
      ['import', NOW - DAY_MS],
    ]);
  });

  test('of a feed has the messages that it has now, or had then', async () => {
    const at = newSite();
    await at.store.archive([
      message('a', { feed: 'northmoor' }),
      message('b', { feed: 'unknown-1' }),
      message('c'),
    ]);

    await replayed(at, { feed: 'riverside' });
    await replayed(at, { feed: 'unknown-1' });

    expect(at.queued.map(({ feed }) => feed)).toEqual(['riverside', 'riverside', 'riverside']);
  });

  test('that is rehearsed queues nothing, and tells what would come of it', async () => {
    const at = newSite();
    await at.store.archive([message('a')]);

    const { messages, report } = await replayed(at, { dryRun: true });

    expect([messages, at.queued]).toEqual([1, []]);
    expect(report).toEqual({ fates: { 'ignored: nothing-watched': 1 }, raised: [] });
  });

  test('finds no half-written object', async () => {
    const at = newSite();
    await at.store.archive([message('a')]);
    const [name = ''] = await at.objects.list('archive/', epochMs(0));
    await at.objects.write(`${name}.part`, gunzipSync(await at.objects.read(name)));

    expect((await replayed(at, {})).messages).toBe(1);
  });
});
