import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectDatabase, type Database } from '../../../infra/local/database/database-client.ts';
import type { LeaseRequest } from '../../../infra/local/database/queue-rows.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { queued, textOf } from './queued.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LEASE: LeaseRequest = {
  now: 10_000,
  visibilityMs: 60_000,
  limit: 10,
  maxBytes: 1_000_000,
  maxReceives: 50,
};
const JUDGED: Fate = { is: 'judged', valuesQuarantined: [] };

async function open(file = join(temporaryFolder(), 'calcium-alerts.db')) {
  const database = await connectDatabase(file, (error) => {
    throw error;
  });
  onTestFinished(() => database.close());
  return { database, file };
}

async function leased(database: Database, more: Partial<LeaseRequest> = {}) {
  const { messages } = await database.ask('lease', { ...LEASE, ...more });
  return messages;
}

describe('the queue in the database', () => {
  it('gives back every byte and attribute of a message', async () => {
    const { database } = await open();
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await database.ask('send', [queued('', { bytes, charset: 'iso-8859-1', origin: 'import' })]);

    const [message] = await leased(database);

    expect(Buffer.from(message?.bytes ?? []).equals(bytes)).toBe(true);
    expect(message).toMatchObject({
      feed: 'riverside',
      charset: 'iso-8859-1',
      origin: 'import',
      receivedAt: 1_000,
      receives: 1,
    });
  });

  it('does not put a message off for as long as the clock is set back', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const day = 86_400_000;
    const [message] = await leased(database, { now: day });
    const failed = [{ id: message?.id ?? '', receives: 1, visibleAt: day + 1_000 }];
    await database.ask('settle', { done: [], failed });

    const stillPutOff = await leased(database, { now: day - 1 });
    const afterSetBack = await leased(database, { now: 0 });

    expect(stillPutOff).toEqual([]);
    expect(afterSetBack.map(textOf)).toEqual(['a']);
  });

  it('hands a message out once until its lease has run out, then again with a higher receive count', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);

    const first = await leased(database);
    const meanwhile = await leased(database, { now: 69_999 });
    const after = await leased(database, { now: 70_000 });

    expect(first.map(textOf)).toEqual(['a']);
    expect(meanwhile).toEqual([]);
    expect(after.map(({ receives }) => receives)).toEqual([2]);
  });

  it('keeps the order of arrival within a lease and stops at the limit', async () => {
    const { database } = await open();
    await database.ask(
      'send',
      Array.from({ length: 12 }, (_, n) => queued(`m${n}`)),
    );

    const messages = await leased(database);

    expect(messages.map(textOf)).toEqual(Array.from({ length: 10 }, (_, n) => `m${n}`));
  });

  it('keeps a batch within its bytes, yet always hands out one', async () => {
    const { database } = await open();
    await database.ask('send', [queued('x'.repeat(300)), queued('x'.repeat(300)), queued('x')]);

    expect(await leased(database, { maxBytes: 100 })).toHaveLength(1);
    expect(await leased(database, { maxBytes: 301 })).toHaveLength(2);
  });

  it('removes a message that is done and has its fate', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const [message] = await leased(database);
    await database.ask('recordFate', { id: message?.id ?? '', fate: JUDGED });

    await database.ask('settle', { done: [message?.id ?? ''], failed: [] });

    expect(await database.ask('depth', undefined)).toEqual({ waiting: 0, dead: 0 });
  });

  it('keeps a message that is said to be done but has no fate', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const [message] = await leased(database);

    await database.ask('settle', { done: [message?.id ?? ''], failed: [] });

    expect(await leased(database, { now: 70_000 })).toHaveLength(1);
  });

  it('brings a failed message back at the time it was given', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const [message] = await leased(database);
    await database.ask('settle', {
      done: [],
      failed: [{ id: message?.id ?? '', receives: 1, visibleAt: 12_000 }],
    });

    const { messages: early, nextVisibleAt } = await database.ask('lease', { ...LEASE, now: 11_999 });
    const onTime = await leased(database, { now: 12_000 });

    expect(early).toEqual([]);
    expect(nextVisibleAt).toBe(12_000);
    expect(onTime).toHaveLength(1);
  });

  it('ignores a failure reported by an attempt whose lease has run out', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const [late] = await leased(database);
    await leased(database, { now: 70_000 });

    await database.ask('settle', { done: [], failed: [{ id: late?.id ?? '', receives: 1, visibleAt: 0 }] });

    expect(await leased(database, { now: 70_001 })).toEqual([]);
  });

  it('sets a message aside as a dead letter after its last attempt, until it is redriven', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    await leased(database, { maxReceives: 1 });

    const { messages, dead } = await database.ask('lease', { ...LEASE, now: 70_000, maxReceives: 1 });
    const redriven = await database.ask('redrive', undefined);
    const again = await leased(database, { now: 70_000, maxReceives: 1 });

    expect(messages).toEqual([]);
    expect(dead).toHaveLength(1);
    expect(redriven).toBe(1);
    expect(again.map(({ receives }) => receives)).toEqual([1]);
  });

  it('makes what was in flight visible at once after a start, but leaves back-off alone', async () => {
    const { database } = await open();
    await database.ask('send', [queued('in flight'), queued('backing off')]);
    const [, second] = await leased(database);
    await database.ask('settle', {
      done: [],
      failed: [{ id: second?.id ?? '', receives: 1, visibleAt: 90_000 }],
    });

    await database.ask('releaseAll', undefined);

    expect((await leased(database)).map(textOf)).toEqual(['in flight']);
  });
});

describe('fates and counts', () => {
  it('add up: received = judged + ignored + quarantined', async () => {
    const { database } = await open();
    const fates: Fate[] = [
      { is: 'judged', valuesQuarantined: ['unit-missing', 'unit-missing'] },
      JUDGED,
      { is: 'ignored', reason: 'nothing-watched' },
      { is: 'quarantined', reason: 'segment-unreadable' },
      { is: 'quarantined', reason: 'values-quarantined', valuesQuarantined: ['implausible'] },
    ];
    await database.ask(
      'send',
      fates.map((_, n) => queued(String(n))),
    );
    const messages = await leased(database);

    for (const [n, fate] of fates.entries()) {
      await database.ask('recordFate', { id: messages[n]?.id ?? '', fate });
    }

    expect(await database.ask('counts', undefined)).toEqual({
      received: 5,
      judged: 2,
      ignored: { 'nothing-watched': 1 },
      quarantined: { 'segment-unreadable': 1, 'values-quarantined': 1 },
      valuesQuarantined: { implausible: 1, 'unit-missing': 2 },
    });
  });

  it('count the first fate of a message only', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const [message] = await leased(database);
    const id = message?.id ?? '';

    await database.ask('recordFate', { id, fate: JUDGED });
    await database.ask('recordFate', { id, fate: { is: 'ignored', reason: 'test' } });
    await database.ask('settle', { done: [id], failed: [] });
    await database.ask('recordFate', { id, fate: JUDGED });

    expect(await database.ask('counts', undefined)).toMatchObject({ judged: 1, ignored: {} });
  });

  it('keep a reason named like a property of every object', async () => {
    const { database } = await open();
    await database.ask('send', [queued('a')]);
    const [message] = await leased(database);

    await database.ask('recordFate', {
      id: message?.id ?? '',
      fate: { is: 'quarantined', reason: '__proto__' },
    });

    const { quarantined } = await database.ask('counts', undefined);
    expect(Object.entries(quarantined)).toEqual([['__proto__', 1]]);
  });
});

describe('the database file', () => {
  it('keeps messages, counts, deliveries and notices when it is opened again', async () => {
    const file = join(temporaryFolder(), 'calcium-alerts.db');
    const before = await connectDatabase(file, () => {});
    await before.ask('send', [queued('a')]);
    await before.ask('tell', { code: 'C', subject: 's', text: 'first', at: 1 });
    await before.ask('tell', { code: 'C', subject: 's', text: 'second', at: 2 });
    await before.ask('remember', { name: 'registry', value: 'abc' });
    await before.close();

    const { database } = await open(file);

    expect((await leased(database)).map(textOf)).toEqual(['a']);
    expect(await database.ask('counts', undefined)).toMatchObject({ received: 1 });
    expect(await database.ask('notices', undefined)).toMatchObject([
      { code: 'C', subject: 's', text: 'second', count: 2, firstAt: 1, lastAt: 2 },
    ]);
    expect(await database.ask('setting', 'registry')).toBe('abc');
    expect(await database.ask('setting', 'other')).toBeUndefined();
  });

  it('commits many senders together and answers each', async () => {
    const { database } = await open();

    await Promise.all(Array.from({ length: 500 }, (_, n) => database.ask('send', [queued(String(n))])));

    expect(await database.ask('counts', undefined)).toMatchObject({ received: 500 });
  });

  it('fails only the request that cannot be carried out, not those that shared its commit', async () => {
    const { database } = await open();
    const broken = queued('b', { feed: null as unknown as string });

    const outcomes = await Promise.allSettled([
      database.ask('send', [queued('a')]),
      database.ask('send', [broken]),
      database.ask('send', [queued('c')]),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await leased(database)).map(textOf)).toEqual(['a', 'c']);
    expect(await database.ask('counts', undefined)).toMatchObject({ received: 2 });
  });

  it('answers what was asked before it was closed, and refuses what is asked after', async () => {
    const database = await connectDatabase(join(temporaryFolder(), 'calcium-alerts.db'), () => {});
    const before = database.ask('send', [queued('a')]);
    const closed = database.close();

    await expect(before).resolves.toBeUndefined();
    await closed;
    await expect(database.ask('counts', undefined)).rejects.toThrow('is closed');
  });

  it('cannot be opened twice: the second is told who holds it and what to do', async () => {
    const { file } = await open();

    const second = connectDatabase(file, () => {});

    await expect(second).rejects.toThrow(
      /calcium-alerts\.db is in use by another running calcium-alerts: stop/,
    );
  });

  it('is free again when its holder was killed', async () => {
    const file = join(temporaryFolder(), 'calcium-alerts.db');
    const module = new URL('../../../infra/local/database/open-database.ts', import.meta.url).href;
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `const { openDatabase } = await import(${JSON.stringify(module)});
       globalThis.held = openDatabase(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000);`,
    ]);
    await once(holder.stdout, 'data');
    await expect(connectDatabase(file, () => {})).rejects.toThrow('is in use');
    holder.kill('SIGKILL');
    await once(holder, 'exit');

    const { database } = await open(file);

    expect(await database.ask('counts', undefined)).toMatchObject({ received: 0 });
  });

  it.each([
    [
      'is no database at all',
      (file: string) => writeFileSync(file, 'not a database, only text '.repeat(500)),
    ],
    ['was overwritten in the middle', (file: string) => overwriteMiddle(file)],
  ])('is named as damaged when it %s', async (_, damage) => {
    const file = join(temporaryFolder(), 'calcium-alerts.db');
    const whole = await connectDatabase(file, () => {});
    await whole.ask(
      'send',
      Array.from({ length: 200 }, (_, n) => queued(`${n}`.repeat(200))),
    );
    await whole.close();
    damage(file);

    await expect(connectDatabase(file, () => {})).rejects.toThrow(/calcium-alerts\.db is damaged .* restore/);
  });

  it('says where write permission is missing', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);

    const opening = connectDatabase(join(folder, 'missing', 'calcium-alerts.db'), () => {});

    await expect(opening).rejects.toThrow(/cannot be written: give this user write permission/);
  });
});

function overwriteMiddle(file: string): void {
  const fd = openSync(file, 'r+');
  for (let page = 1; page < 12; page += 1) writeSync(fd, Buffer.alloc(4_096, 0x5a), 0, 4_096, page * 4_096);
}
