import { gzipSync } from 'node:zlib';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/unbatch/handler.ts';
import { filesOf } from '../../../functions/unbatch/s3-event.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import { createFileProgress } from '../../../shared/intake/file-progress.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { countingTable } from '../alerting/counting-table.ts';
import { silentTelemetry, type Told } from './silent-telemetry.ts';

const team = { id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] };
const config = configSchema.parse({
  teams: [team],
  fallbackTeam: 'on-call',
  unknownSenders: 'refuse',
  feeds: [
    { id: 'east', sendingFacility: 'EAST' },
    { id: 'packed', sendingFacility: 'PACKED', gzip: true },
  ],
});

const message = (id: number, facility = 'EAST') =>
  `MSH|^~\\&|LIS|${facility}|CA|HOSP|20260102||ORU^R01|m${id}|P|2.5.1\rPID|1||${id}^^^EAST\r`;
const fileOf = (count: number) => Array.from({ length: count }, (_, id) => message(id)).join('');

/** A file, read in chunks of 1,000 bytes, and all that unbatching it reaches. */
function house(file: string | Buffer) {
  const bytes = Buffer.from(file as string);
  const sent: QueuedMessage[] = [];
  const reads: number[] = [];
  const notices: string[] = [];
  const continued: string[] = [];
  const told: Told[] = [];
  const postponed: string[] = [];
  const state = {
    sendFailsAfter: Number.POSITIVE_INFINITY,
    sends: 0,
    remainingMs: 900_000,
    chunk: 1_000,
    msPerSend: 0,
    operationsDown: false,
  };
  const handler = createHandler({
    files: {
      async *read(_file, offset) {
        reads.push(offset);
        for (let at = offset; at < bytes.length; at += state.chunk)
          yield bytes.subarray(at, at + state.chunk);
      },
    },
    progress: createFileProgress(countingTableOf(bytes.toString('latin1'))),
    queue: {
      send: async (messages) => {
        state.sends += 1;
        if (state.sends > state.sendFailsAfter) throw new Error('queue down');
        state.remainingMs -= state.msPerSend;
        sent.push(...messages);
      },
    },
    feeds: createFeedDirectory(config),
    operations: {
      tell: async ({ code }) => {
        if (state.operationsDown) throw new Error('SNS down');
        notices.push(code);
      },
    },
    clock: { now: () => epochMs(0) },
    maxBytes: 10_000,
    maxGzipFileBytes: 1_000_000,
    telemetry: silentTelemetry(told),
    continueLater: async (body) => void continued.push(body),
    postpone: async (records) => void postponed.push(...records.map(({ messageId }) => messageId)),
  });
  const run = (body = bodyOf(bytes.length), receives = 1) =>
    handler(eventOf(body, receives), { getRemainingTimeInMillis: () => state.remainingMs });
  const ids = () => sent.map(({ bytes: own }) => /\|(m\d+)\|/.exec(Buffer.from(own).toString())?.[1]);
  return { run, sent, ids, reads, notices, continued, told, postponed, state };
}

const tables = new Map<string, ReturnType<typeof countingTable>>();
function countingTableOf(file: string) {
  const table = tables.get(file) ?? countingTable();
  tables.set(file, table);
  return table;
}

const bodyOf = (size: number, key = 'in+box/a%C3%A9.hl7') =>
  JSON.stringify({
    Records: [
      {
        eventTime: '2026-01-02T03:04:05.000Z',
        s3: { bucket: { name: 'drop' }, object: { key, size, eTag: 'e1' } },
      },
    ],
  });
const eventOf = (body: string, receives = 1): SQSEvent => {
  const attributes = {
    ApproximateReceiveCount: String(receives),
    ApproximateFirstReceiveTimestamp: '1767355200000',
  };
  return { Records: [{ messageId: 'r1', body, attributes }] } as unknown as SQSEvent;
};

const expectedIds = (count: number) => Array.from({ length: count }, (_, id) => `m${id}`);

describe('unbatch', () => {
  it('queues every message of a file under the feed of its sender, received when the file was dropped', async () => {
    const { run, ids, sent } = house(fileOf(250));
    expect(await run()).toEqual({ batchItemFailures: [] });
    expect(ids()).toEqual(expectedIds(250));
    expect(sent[0]).toMatchObject({
      feed: 'east',
      origin: 'live',
      receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
  });

  it('does nothing more for a file that is done', async () => {
    const file = fileOf(3);
    await house(file).run();
    const again = house(file);
    expect(await again.run()).toEqual({ batchItemFailures: [] });
    expect(again.sent).toEqual([]);
  });

  it('goes on after a crash at the message where it stopped', async () => {
    const file = fileOf(251);
    const first = house(file);
    first.state.sendFailsAfter = 2;
    expect(await first.run()).toEqual({ batchItemFailures: [{ itemIdentifier: 'r1' }] });
    const second = house(file);
    await second.run();
    expect([...first.ids(), ...second.ids()]).toEqual(expectedIds(251));
    expect(second.reads[0]).toBeGreaterThan(0);
  });

  it('puts itself back into its queue when the time is up, and ends there', async () => {
    const file = fileOf(252);
    const first = house(file);
    first.state.msPerSend = 850_000;
    expect(await first.run()).toEqual({ batchItemFailures: [] });
    expect(first.continued).toEqual([bodyOf(Buffer.byteLength(file))]);
    const second = house(file);
    await second.run();
    expect([...first.ids(), ...second.ids()]).toEqual(expectedIds(252));
    expect(second.continued).toEqual([]);
  });

  it('tells operations of a truncated file and takes what it held', async () => {
    const { run, ids, notices } = house(`FHS|^~\\&|LIS\rBHS|^~\\&|LIS\r${fileOf(2)}`);
    await run();
    expect(ids()).toEqual(['m0', 'm1']);
    expect(notices).toEqual(['FILE_TRUNCATED']);
  });

  it('tells operations of a count that differs', async () => {
    const { run, notices } = house(`BHS|^~\\&|LIS\r${fileOf(2)}BTS|3\r`);
    await run();
    expect(notices).toEqual(['FILE_COUNT_DIFFERS']);
  });

  it('tells operations of a message over the cap and takes the others', async () => {
    const { run, ids, notices } = house(
      `${message(0)}${message(9)}OBX|1|ED|${'x'.repeat(20_000)}\r${message(1)}`,
    );
    await run();
    expect(ids()).toEqual(['m0', 'm1']);
    expect(notices).toEqual(['FILE_MESSAGE_TOO_LARGE']);
  });

  it('tells of a file of nothing but a message over the cap, and is done', async () => {
    const { run, sent, notices } = house(`${message(9)}OBX|1|ED|${'x'.repeat(30_000)}\r`);
    expect(await run()).toEqual({ batchItemFailures: [] });
    expect([sent, notices]).toEqual([[], ['FILE_MESSAGE_TOO_LARGE']]);
  });

  it('queues what a refused sender sent, and what is no message, for quarantine', async () => {
    const { run, sent } = house(`no hl7 at all\r${message(1, 'WEST')}`);
    await run();
    expect(sent.map(({ feed }) => feed)).toEqual(['unknown-refused', 'unknown-refused']);
  });

  it('logs how many, never the name of the file', async () => {
    const { run, told } = house(fileOf(4));
    await run();
    expect(told).toEqual([{ event: 'file-unbatched', fields: { status: 'done', messages: 4 } }]);
  });

  it('gives back, and postpones, a notification that it cannot read', async () => {
    const { run, told, postponed } = house(fileOf(5));
    expect(await run('{}')).toEqual({ batchItemFailures: [{ itemIdentifier: 'r1' }] });
    expect(told).toEqual([{ event: 'unbatch-failed', fields: { messageId: 'r1' } }]);
    expect(postponed).toEqual(['r1']);
  });

  describe('of a gzip file', () => {
    const packed = (count: number, facility = 'PACKED') =>
      Array.from({ length: count }, (_, id) => message(id, facility)).join('');

    it('queues every message, whatever the name of the file', async () => {
      const { run, ids, sent } = house(gzipSync(packed(150)));
      expect(await run()).toEqual({ batchItemFailures: [] });
      expect(ids()).toEqual(expectedIds(150));
      expect(sent[0]).toMatchObject({ feed: 'packed' });
    });

    it('is known by its first bytes however few of them come at once', async () => {
      const { run, ids, state } = house(gzipSync(packed(3)));
      state.chunk = 1;
      await run();
      expect(ids()).toEqual(expectedIds(3));
    });

    it('goes on after a crash at the message where it stopped', async () => {
      const file = gzipSync(packed(351));
      const first = house(file);
      first.state.sendFailsAfter = 2;
      expect(await first.run()).toEqual({ batchItemFailures: [{ itemIdentifier: 'r1' }] });
      const second = house(file);
      await second.run();
      expect([...first.ids(), ...second.ids()]).toEqual(expectedIds(351));
      expect(second.reads).toEqual([0]);
    });

    it('takes nothing of feeds that do not allow it, and says so once', async () => {
      const { run, ids, notices } = house(gzipSync(packed(120, 'EAST') + packed(2)));
      expect(await run()).toEqual({ batchItemFailures: [] });
      expect(ids()).toEqual(['m0', 'm1']);
      expect(notices).toEqual(['FILE_GZIP_NOT_ALLOWED']);
    });

    it('takes what came before the damage, tells operations, and is done', async () => {
      const file = gzipSync(packed(250)).subarray(0, -30);
      const { run, ids, notices } = house(file);
      expect(await run()).toEqual({ batchItemFailures: [] });
      expect(ids()).toEqual(expectedIds(250).slice(0, ids().length));
      expect(ids().length).toBeGreaterThan(100);
      expect(notices).toEqual(['FILE_DAMAGED']);
      const again = house(file);
      await again.run();
      expect([again.sent, again.reads]).toEqual([[], []]);
    });

    it('stops at the cap where it is a bomb, and says so', async () => {
      const member = gzipSync(Buffer.alloc(10_000_000, 'x'));
      const { run, sent, notices } = house(
        Buffer.concat([gzipSync(message(0, 'PACKED')), ...Array.from({ length: 100 }, () => member)]),
      );
      expect(await run()).toEqual({ batchItemFailures: [] });
      expect(sent).toEqual([]);
      expect(notices).toEqual(['FILE_TOO_LARGE']);
    });

    it('queues what a refused sender sent, for quarantine', async () => {
      const { run, sent } = house(gzipSync(message(1, 'WEST')));
      await run();
      expect(sent.map(({ feed }) => feed)).toEqual(['unknown-refused']);
    });
  });

  it('is done with an empty file', async () => {
    const { run, sent } = house('');
    expect(await run()).toEqual({ batchItemFailures: [] });
    expect(sent).toEqual([]);
  });

  it('tells operations of a file that fails again and again', async () => {
    const { run, notices } = house(fileOf(6));
    await run('{}', 9);
    expect(notices).toEqual(['STILL_FAILING']);
  });

  it('gives such a file back also while operations cannot be told', async () => {
    const { run, state } = house(fileOf(7));
    state.operationsDown = true;
    expect(await run('{}', 9)).toEqual({ batchItemFailures: [{ itemIdentifier: 'r1' }] });
  });

  it('decodes the name of a file as S3 writes it, and keeps it out of its id', () => {
    const [file] = filesOf(bodyOf(7));
    expect(file).toMatchObject({ bucket: 'drop', key: 'in box/aé.hl7', bytes: 7 });
    expect(file?.id).toMatch(/^[\w-]{22}$/);
    expect(filesOf(bodyOf(7, 'other'))[0]?.id).not.toBe(file?.id);
  });

  it('knows the notification by which S3 tries the queue', () => {
    expect(filesOf('{"Service":"Amazon S3","Event":"s3:TestEvent"}')).toEqual([]);
  });
});
