import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, fatesOf, settled, startLocally } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const CORPUS = '../shared/corpus';
const present = existsSync(CORPUS);
const files = present ? readdirSync(CORPUS).sort() : [];
const ROUNDS = 3;
const GROWTH_MB = 120;

function residentMb(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith('VmRSS:'));
  return Number(line?.replaceAll(/\D/g, '')) / 1_024;
}

describe.skipIf(!present)(`the corpus${present ? '' : ` (skipped: no ${CORPUS})`}`, () => {
  it('goes through both doors: every message is answered, the counts add up, the memory stays flat', async () => {
    const local = await startLocally(dataFolder());
    const messages = files.map((name) => readFileSync(join(CORPUS, name)));
    const playOnce = async () => {
      for (const message of messages) {
        const byHttp = await fetch(`http://127.0.0.1:${local.httpPort}/hl7`, {
          method: 'POST',
          body: message,
          headers: { 'content-type': 'x-application/hl7-v2+er7' },
        });
        expect(byHttp.ok).toBe(true);
        expect(await byHttp.text()).toMatch(/\rMSA\|[AC][AER]\|/);
        const connection = await connectRaw(local.mllpPort);
        expect(await connection.send(message)).toMatch(/\rMSA\|[AC][AER]\|/);
        connection.close();
      }
    };

    await playOnce();
    await settled(local);
    const warm = residentMb(local.pid);
    for (let round = 1; round < ROUNDS; round += 1) await playOnce();
    const counts = await settled(local);

    expect(counts.received).toBeGreaterThanOrEqual(files.length * 2 * ROUNDS);
    expect(fatesOf(counts)).toBe(counts.received);
    expect(residentMb(local.pid) - warm).toBeLessThan(GROWTH_MB);
    expect(await local.end('SIGTERM')).toBe(0);
    expect(local.errors()).not.toMatch(/unhandled|unforeseen/i);
  }, 180_000);
});
