import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { epochMs, HOUR_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { findArchived } from '../../../tools/replay/find-archived.ts';
import { sampleOf } from './cli/samples.ts';

const NOW = epochMs(Date.UTC(2026, 10, 23, 12));
const message = (controlId: string) =>
  sampleOf({ obx: 'NM|17861-6^Calcium^LN||9.4|mg/dL|8.6-10.5||||F' }).replace('|C1|', `|${controlId}|`);

function line(bytes: string, receivedAt = NOW): string {
  return JSON.stringify({
    feed: 'f',
    receivedAt,
    origin: 'live',
    bytes: Buffer.from(bytes).toString('base64'),
  });
}

/** An archive of one object, under the day of its first message. */
function archiveOf(...lines: readonly string[]) {
  const name = 'archive/2026-11-23/a.ndjson.gz';
  return {
    list: async (prefix: string) => (name.startsWith(prefix) ? [name] : []),
    read: async () => gzipSync(lines.join('\n')),
  };
}

const SPAN = { from: plusMs(NOW, -HOUR_MS), until: NOW };

describe('an archived message', () => {
  it('is found by its control id, as often as it was received', async () => {
    const archive = archiveOf(line(message('A')), line(message('B')), line(message('A')));

    const found = await findArchived(archive, 'A', SPAN);

    expect(found.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([message('A'), message('A')]);
  });

  it('is not found outside the span, nor where its header cannot be read', async () => {
    const before = line(message('A'), plusMs(NOW, -2 * HOUR_MS));
    const after = line(message('A'), plusMs(NOW, 1));

    expect(await findArchived(archiveOf(before, after, line('no message')), 'A', SPAN)).toEqual([]);
  });

  it('is not looked for in a span that ends before it begins', async () => {
    await expect(findArchived(archiveOf(), 'A', { from: NOW, until: plusMs(NOW, -1) })).rejects.toThrow(
      '--from',
    );
  });
});
