import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { type Counts, dataFolder, settled, startLocally } from '../../e2e/local-process.ts';
import { connectRaw } from '../../e2e/mllp-connection.ts';
import { leaksIn } from './leaks.ts';
import { plantedMessages } from './planted-messages.ts';
import { isAllowed } from './told-on-purpose.ts';

/** What anybody sees of the pipeline on one machine; the bytes themselves and /alerts.json are for who may see patients. */
const SHOWN = ['/inbox.json', '/counts.json', '/operations.json', '/health', '/'] as const;

const TELLS_OPERATIONS: ReadonlySet<string> = new Set(['/operations.json', '/']);

async function postAll(httpPort: number): Promise<number> {
  const messages = plantedMessages(epochMs(Date.now()));
  for (const { bytes } of messages) {
    const { status } = await fetch(`http://127.0.0.1:${httpPort}/hl7`, {
      method: 'POST',
      headers: { 'content-type': 'application/hl7-v2' },
      body: new Uint8Array(bytes),
    });
    expect(status).toBeLessThan(300);
  }
  return messages.length;
}

describe('text planted in every message to the pipeline on one machine', () => {
  it('is in nothing it prints or shows and in the name of no file, while archive and quarantine work', async () => {
    const folder = dataFolder();
    const local = await startLocally(folder);

    const sent = await postAll(local.httpPort);
    const counts = await settled(local);
    const shown = await Promise.all(
      SHOWN.map(async (path) => ({
        where: TELLS_OPERATIONS.has(path) ? 'page or notice' : path,
        text: await (await fetch(`http://127.0.0.1:${local.httpPort}${path}`)).text(),
      })),
    );
    await local.end('SIGTERM');

    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const printed = `${local.output()}${local.errors()}`;
    const seen = [
      ...shown,
      ...files.map((text) => ({ where: 'file', text })),
      { where: 'console', text: printed },
    ];
    expect(leaksIn(seen).filter((leak) => !isAllowed(leak))).toEqual([]);
    expect(counts.received).toBeGreaterThanOrEqual(sent);
    expect(Object.keys(counts.quarantined).length).toBeGreaterThan(3);
    expect(files.filter((name) => name.includes('quarantine/')).length).toBeGreaterThan(3);
    expect(shown[0]?.text).toMatch(/"level": *"critical"/);
  }, 60_000);

  it('is in nothing it prints where archive and quarantine are out of reach and frames are damaged', async () => {
    const folder = dataFolder();
    mkdirSync(join(folder, 'messages'), { recursive: true });
    for (const kind of ['archive', 'quarantine']) writeFileSync(join(folder, 'messages', kind), '');
    const local = await startLocally(folder);
    const connection = await connectRaw(local.mllpPort);

    await postAll(local.httpPort);
    for (const { bytes } of plantedMessages(epochMs(Date.now())).slice(-4)) {
      await connection.send(Buffer.concat([Buffer.from('ZZPHIJUNK\x0b'), bytes]));
    }
    connection.close();
    await vi.waitFor(() => {
      for (const fault of ['archive-failed', 'assess-failed'])
        expect(local.errors()).toContain(`fault: ${fault}`);
    }, 20_000);

    expect((await local.json<Counts>('/counts.json')).received).toBeGreaterThan(100);
    expect(leaksIn([{ where: 'console', text: `${local.output()}${local.errors()}` }])).toEqual([]);
  }, 60_000);
});
