import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { epochMs, isoInstant } from '../../../shared/clinical/instant.ts';
import { archiveObject } from '../../../shared/intake/message-archive.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { archivedMessages } from '../../../tools/replay/archived-messages.ts';
import { replayArchive } from '../../../tools/replay/replay-archive.ts';

const at = (text: string) => epochMs(Date.parse(text));

const message = (receivedAt: string, more: Partial<QueuedMessage> = {}): QueuedMessage => ({
  ...{ feed: 'lab', receivedAt: at(receivedAt), origin: 'live' },
  bytes: Buffer.from(`MSH|\xe9|${receivedAt}`, 'latin1'),
  ...more,
});

/** The archive as `assess` keeps it, an object a batch. */
async function archiveOf(...batches: readonly (readonly QueuedMessage[])[]) {
  const objects = await Promise.all(
    batches.map((batch, index) =>
      archiveObject(batch.map((one, place) => ({ messageId: `${index}-${place}`, ...one }))),
    ),
  );
  return new Map(objects.map(({ name, body }) => [name, body]));
}

async function replayed(objects: ReadonlyMap<string, Uint8Array>, from: string, until: string) {
  const queued: QueuedMessage[] = [];
  const days: [string, number][] = [];
  const all = await replayArchive(
    { from: at(from), until: at(until) },
    {
      list: async (prefix) => [...objects.keys()].filter((name) => name.startsWith(prefix)),
      read: async (name) => objects.get(name) ?? Buffer.of(),
      queue: { send: async (messages) => void queued.push(...messages) },
      onDay: (...day) => void days.push(day),
    },
  );
  return { all, days, received: queued.map(({ receivedAt }) => isoInstant(receivedAt).slice(0, 19)) };
}

describe('an object of the archive', () => {
  it('gives its messages back as they were queued: bytes, receipt, character set and origin', async () => {
    const batch = [
      message('2026-01-02T03:04:05Z', { charset: 'iso-8859-1' }),
      message('2026-01-02T03:04:06Z', { origin: 'import' }),
    ];
    const [body = Buffer.of()] = (await archiveOf(batch)).values();
    expect(archivedMessages(body)).toEqual(batch);
  });

  it.each([
    ['is no JSON', 'MSH|ZZPHI'],
    ['lacks its origin', '{"feed":"lab","receivedAt":5,"bytes":""}'],
  ])('is refused, and nothing of it quoted, where a line %s', (_, line) => {
    expect(() => archivedMessages(gzipSync(line))).toThrow(/^line 1 of an object is none of the archive's$/);
  });
});

describe('a replay', () => {
  it('queues what was received in the span, its ends included, and nothing else', async () => {
    const objects = await archiveOf(
      [message('2026-01-02T09:59:59Z'), message('2026-01-02T10:00:00Z')],
      [message('2026-01-03T12:00:00Z')],
      [message('2026-01-04T08:00:00Z'), message('2026-01-04T08:00:01Z')],
    );
    expect(await replayed(objects, '2026-01-02T10:00:00Z', '2026-01-04T08:00:00Z')).toEqual({
      all: 3,
      days: [
        ['2026-01-02', 1],
        ['2026-01-03', 1],
        ['2026-01-04', 1],
      ],
      received: ['2026-01-02T10:00:00', '2026-01-03T12:00:00', '2026-01-04T08:00:00'],
    });
  });

  it('of a span that ends before it begins is refused: that all are queued would be said of none', async () => {
    await expect(replayed(new Map(), '2026-01-03T00:00:00Z', '2026-01-02T00:00:00Z')).rejects.toThrow(
      '--from: lies after --until, or after now',
    );
  });

  it('finds the messages of a new day in a batch that began on the day before', async () => {
    const objects = await archiveOf([message('2026-01-02T23:59:59Z'), message('2026-01-03T00:00:01Z')]);
    const { received } = await replayed(objects, '2026-01-03T00:00:00Z', '2026-01-03T01:00:00Z');
    expect(received).toEqual(['2026-01-03T00:00:01']);
  });

  it('finds a new message in the batch of one that was tried for days, or redriven', async () => {
    const objects = await archiveOf(
      [message('2026-01-16T10:00:00Z'), message('2026-01-20T11:00:00Z')],
      [message('2026-01-02T23:00:00Z'), message('2026-01-20T12:00:00Z')],
    );
    const { received } = await replayed(objects, '2026-01-20T09:00:00Z', '2026-01-20T13:00:00Z');
    expect(received).toEqual(['2026-01-20T12:00:00', '2026-01-20T11:00:00']);
  });
});
