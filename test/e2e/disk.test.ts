import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { calciumMessage } from './calcium-message.ts';
import { mayMount, smallDisk, startReadOnly } from './disk.ts';
import { ANY_PORTS, type LaunchedLocal, launchLocal } from './launch-local.ts';
import {
  dataFolder,
  type InboxRow,
  type LocalProcess,
  settled,
  startLocally,
  whenReady,
} from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

/** The sample patients of one laboratory who have active cancer and a team. */
const PATIENTS = Array.from({ length: 9 }, (_, n) => `RS10000${n + 1}`);

const critical = (n: number) =>
  calciumMessage({ controlId: `DISK-${n}`, patient: PATIENTS[n % PATIENTS.length] ?? '' });

/** Longer than what the queue's files have room for without growing. */
const long = (n: number) => `${critical(n)}NTE|1||${'x'.repeat(1_000_000)}\r`;

async function post({ httpPort }: LocalProcess, text: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/hl7`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'text/plain' },
  });
  await answer.text();
  return answer.status;
}

async function sendByMllp({ mllpPort }: LocalProcess, text: string): Promise<string> {
  const connection = await connectRaw(mllpPort);
  try {
    return await connection.send(text);
  } finally {
    connection.close();
  }
}

const alertsPaged = async (local: LocalProcess) =>
  new Set((await local.json<InboxRow[]>('/inbox.json')).map(({ alertId }) => alertId)).size;

const untilPaged = (local: LocalProcess, alerts: number) =>
  vi.waitFor(async () => expect(await alertsPaged(local)).toBe(alerts), { timeout: 30_000, interval: 50 });

/** Ends by itself, with one line. */
async function refused(local: LaunchedLocal, line: RegExp): Promise<void> {
  expect(await local.ended).toBe(1);
  expect(local.errors()).toMatch(line);
  expect(local.errors().trimEnd().split('\n')).toHaveLength(1);
}

const start = (folder: string) => launchLocal(['--data-dir', folder, ...ANY_PORTS]);
const why = mayMount ? '' : ' (skipped: this user may not mount in a namespace of its own)';

describe.skipIf(!mayMount)(`a full disk${why}`, () => {
  it('acknowledges nothing while it is full, says why, and goes on when there is room again', async () => {
    const disk = await smallDisk(16);
    const local = await whenReady(disk.start());
    expect(await post(local, critical(0))).toBe(200);
    await untilPaged(local, 1);

    disk.fill(0);
    const answers = [await post(local, long(1)), await post(local, long(2))];
    const byMllp = sendByMllp(local, long(3));

    await expect(byMllp).rejects.toThrow('closed before it was answered');
    expect(answers).toEqual([503, 503]);
    expect(local.errors()).toMatch(
      /receive-not-durable \(.*calcium-alerts\.db cannot grow, the disk is full: free some space/,
    );
    disk.free();
    expect(await post(local, long(1))).toBe(200);
    expect(await sendByMllp(local, long(2))).toContain('|AA|');
    await untilPaged(local, 3);
    expect(await settled(local)).toMatchObject({ received: 3, judged: 3 });
  }, 60_000);

  it('that fills while results are judged: all that was acknowledged is judged and paged once there is room', async () => {
    const disk = await smallDisk(16);
    const local = await whenReady(disk.start());
    disk.fill(400_000);

    let acknowledged = 0;
    for (let n = 0; n < 500; n += 1) {
      const status = await post(local, critical(n)).catch(() => 0);
      if (status !== 200) break;
      acknowledged += 1;
    }
    await local.end('SIGKILL');
    await refused(disk.start(), /cannot grow, the disk is full: free some space/);
    disk.free();
    const again = await whenReady(disk.start());

    expect(acknowledged).toBeGreaterThan(0);
    expect(acknowledged).toBeLessThan(500);
    await untilPaged(again, Math.min(acknowledged, PATIENTS.length));
    const counts = await settled(again);
    expect(counts.judged).toBe(counts.received);
    expect(counts.received).toBeGreaterThanOrEqual(acknowledged);
  }, 90_000);
});

describe.skipIf(!mayMount)(`a data folder that cannot be written${why}`, () => {
  it('is refused when it is new', async () => {
    await refused(startReadOnly(dataFolder()), /cannot be written: give this user write permission/);
  });

  it('is refused when it was used before, and left as it is', async () => {
    const folder = dataFolder();
    const local = await startLocally(folder);
    await local.end('SIGTERM');

    await refused(startReadOnly(folder), /cannot be written: give this user write permission/);

    const again = await startLocally(folder);
    expect(await again.end('SIGTERM')).toBe(0);
  }, 60_000);
});

/** Three critical results that were acknowledged and, for the most part, not yet judged. */
async function killedWithWork(folder: string): Promise<void> {
  const local = await startLocally(folder);
  const connection = await connectRaw(local.mllpPort);
  for (const n of [0, 1, 2]) expect(await connection.send(critical(n))).toContain('|AA|');
  await local.end('SIGKILL');
}

/** One result that was judged and paged; then the process was killed, so that all lies in the log of the table. */
async function killedWhenDone(folder: string): Promise<void> {
  const local = await startLocally(folder);
  await sendByMllp(local, critical(0));
  await untilPaged(local, 1);
  await settled(local);
  await local.end('SIGKILL');
}

const fileIn = (folder: string, ending: string) =>
  join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? 'none');

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const content = readFileSync(file);
  content.set(bytes, at);
  writeFileSync(file, content);
}

const GARBAGE = Buffer.alloc(6_000, 0xa5);

describe('the queue after a crash of the machine', () => {
  const wal = (folder: string) => join(folder, 'calcium-alerts.db-wal');

  it.each<[string, (folder: string) => void]>([
    ['garbage behind its last commit', (folder) => appendFileSync(wal(folder), GARBAGE)],
    [
      'a commit behind its last that was cut off',
      (folder) => appendFileSync(wal(folder), readFileSync(wal(folder)).subarray(32, 3_000)),
    ],
  ])(
    'with %s: nothing acknowledged is lost',
    async (_, damage) => {
      const folder = dataFolder();
      await killedWithWork(folder);
      damage(folder);

      const local = await startLocally(folder);

      await untilPaged(local, 3);
      expect(await settled(local)).toMatchObject({ received: 3, judged: 3 });
    },
    60_000,
  );

  it('with a page that was half written: it is refused, and nothing is changed', async () => {
    const folder = dataFolder();
    const local = await startLocally(folder);
    await local.end('SIGTERM');
    const file = join(folder, 'calcium-alerts.db');
    overwrite(file, 4_096, GARBAGE.subarray(0, 2_048));
    const before = readFileSync(file);

    await refused(
      start(folder),
      /calcium-alerts\.db is damaged and nothing was changed: restore the data folder/,
    );

    expect(readFileSync(file)).toEqual(before);
  }, 60_000);
});

describe('a damaged table', () => {
  it('of which the last write was cut off starts: that write was of nothing that is done', async () => {
    const folder = dataFolder();
    await killedWhenDone(folder);
    const log = fileIn(join(folder, 'table'), '.log');
    appendFileSync(log, readFileSync(log).subarray(0, 20));

    const local = await startLocally(folder);

    expect(await local.json<unknown[]>('/alerts.json')).toHaveLength(1);
    expect(await alertsPaged(local)).toBe(1);
  }, 60_000);

  it.each<[string, (table: string) => void, RegExp]>([
    [
      'in the middle of its log',
      (table) => overwrite(fileIn(table, '.log'), 5_000, GARBAGE.subarray(0, 16)),
      /\.log is damaged and nothing was changed: restore the data folder/,
    ],
    [
      'without its manifest',
      (table) => rmSync(join(table, readFileSync(join(table, 'CURRENT'), 'utf8').trim())),
      /table failed .*: start again; if that fails too, restore the data folder/,
    ],
  ])(
    '%s is refused',
    async (_, damage, line) => {
      const folder = dataFolder();
      await killedWhenDone(folder);
      damage(join(folder, 'table'));

      await refused(start(folder), line);
    },
    60_000,
  );
});
