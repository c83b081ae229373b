import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type UnbatchFileParts, unbatchFile } from '../../functions/unbatch/unbatch-file.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createFileProgress } from '../../shared/intake/file-progress.ts';
import { configSchema } from '../../shared/runtime/config.ts';
import { numberAbove0, runCommand } from '../../tools/command-line.ts';
import { measured } from './measured.ts';

const HELP = `Makes a large batch file in a temporary folder, crashes unbatching it in the middle, goes on, and prints as JSON how many
messages were queued, how many of them twice, processor time and the most memory.

Usage: npm run unbatch:large -- [options]

  --megabytes N  how large  (default 1000)
  --help         this text
`;

const OBX = 'OBX|1|NM|17861-6^Calcium^LN||9.5|mg/dL|8.6-10.3|N|||F|||20260102110000\r';

const OPTIONS = { megabytes: { type: 'string', default: '1000' } } as const;

await runCommand({ name: 'unbatch:large', help: HELP, options: OPTIONS }, ({ megabytes }) =>
  unbatchLarge(numberAbove0('--megabytes', megabytes)),
);

async function unbatchLarge(megabytes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));
  try {
    const path = join(folder, 'batch.hl7');
    const messages = await writeBatch(path, megabytes * 1_000_000);
    const { result, ...took } = await measured(() => crashAndGoOn(path, messages));
    console.log(JSON.stringify({ megabytes, messages, ...result, ...took }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a file of batches of 1,000 messages of about 1 KB; resolves to how many messages. */
async function writeBatch(path: string, bytes: number): Promise<number> {
  let messages = 0;
  function* lines(): Generator<string> {
    let written = 0;
    yield 'FHS|^~\\&\r';
    while (written < bytes) {
      let batch = 'BHS|^~\\&\r';
      for (let left = 1_000; left > 0; left -= 1) {
        messages += 1;
        batch += `MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000||ORU^R01|${messages}|P|2.5.1\rPID|1||${messages}^^^EAST\rOBR|1\r${OBX.repeat(12)}`;
      }
      written += batch.length;
      yield `${batch}BTS|1000\r`;
    }
    yield 'FTS\r';
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return messages;
}

type Outcome = { readonly queued: number; readonly twice: number; readonly notices: readonly string[] };

/** The first attempt ends when the queue fails in the middle; the second goes on from what was stored. */
async function crashAndGoOn(path: string, messages: number): Promise<Outcome> {
  const notices: string[] = [];
  const items = new Map<string, Record<string, unknown>>();
  const seen = new Uint8Array(messages + 1);
  let sends = 0;
  const config = configSchema.parse({
    teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
    fallbackTeam: 'a',
  });
  const parts: UnbatchFileParts = {
    files: { read: (_file, offset) => createReadStream(path, { start: offset }) },
    progress: createFileProgress({
      get: async (pk, sk) => items.get(pk + sk) as never,
      put: async (item) => void items.set(item.pk + item.sk, item),
    }),
    queue: {
      send: async (sent) => {
        for (const { bytes } of sent) {
          const [, id = '0'] =
            /R01\|(\d+)\|/.exec(Buffer.from(bytes.subarray(0, 100)).toString('latin1')) ?? [];
          seen[Number(id)] = Math.min(255, (seen[Number(id)] ?? 0) + 1);
        }
        sends += 1;
        if (sends === Math.floor(messages / 200)) throw new Error('crash after the queue took a batch');
      },
    },
    feeds: createFeedDirectory(config),
    operations: { tell: async ({ code }) => void notices.push(code) },
    clock: { now: () => epochMs(0) },
    maxBytes: config.caps.mllpBytes,
    maxGzipFileBytes: config.caps.mllpBytes,
  };
  const file = { id: 'f', bucket: 'b', key: 'k', bytes: statSync(path).size, droppedAt: epochMs(0) };
  await unbatchFile(file, parts, () => false).catch(() => notices.push('crashed'));
  await unbatchFile(file, parts, () => false);
  const counts = seen.subarray(1);
  return {
    queued: counts.reduce((sum, count) => sum + Number(count > 0), 0),
    twice: counts.reduce((sum, count) => sum + Number(count > 1), 0),
    notices,
  };
}
