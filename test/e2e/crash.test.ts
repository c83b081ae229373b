import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nodeArgsFor } from '../crash/defects.ts';
import { type FolderPlayed, type FolderToPlay, playFolder } from '../crash/run.ts';
import { calciumMessage } from './calcium-message.ts';
import { dataFolder, type InboxRow, type LocalProcess, settled, startLocally } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const inboxOf = (local: LocalProcess) => local.json<InboxRow[]>('/inbox.json');
const alertsIn = (inbox: readonly InboxRow[]) => new Set(inbox.map(({ alertId }) => alertId));

/** Killed around a page, while stopping, while it catches up, and while starting. */
const SEED_OF_MANY_PHASES = 26;
/** Killed under load at once. */
const SEED_OF_LOAD = 10;

async function playedFolder(folder: Omit<FolderToPlay, 'firstRound'>): Promise<FolderPlayed> {
  const played = await playFolder({ ...folder, firstRound: 0 });
  onTestFinished(() => rmSync(dirname(played.dataDir), { recursive: true, force: true }));
  return played;
}

describe('kill -9', () => {
  it('between the acknowledgement and the page: the page appears after the next start', async () => {
    const folder = dataFolder();
    const first = await startLocally(folder);
    const connection = await connectRaw(first.mllpPort);

    const answer = await connection.send(calciumMessage({ controlId: 'KILLED-1' }));
    await first.end('SIGKILL');
    const second = await startLocally(folder);
    const inbox = await vi.waitFor(
      async () => {
        const rows = await inboxOf(second);
        expect(rows.length).toBeGreaterThan(0);
        return rows;
      },
      { timeout: 30_000, interval: 20 },
    );

    expect(answer).toContain('\rMSA|AA|KILLED-1');
    expect(alertsIn(inbox).size).toBe(1);
    expect(await settled(second)).toMatchObject({ received: 1, judged: 1 });
  });

  it('in one phase after another, under load by both doors: all is accounted for and every page comes', async () => {
    const played = await playedFolder({ seed: SEED_OF_MANY_PHASES, rounds: 4 });

    expect(played.faults).toEqual([]);
    expect(played.received).toBeGreaterThan(100);
    expect(played.pages).toBeGreaterThan(50);
  }, 180_000);

  it('is noticed where messages are acknowledged before they are on the disk', async () => {
    const { faults } = await playedFolder({
      seed: SEED_OF_LOAD,
      rounds: 1,
      nodeArgs: nodeArgsFor('acknowledged-before-it-is-stored'),
    });

    expect(faults.join('\n')).toMatch(/was acknowledged 1 times and kept 0 times/);
  }, 180_000);
});
