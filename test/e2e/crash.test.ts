import { describe, expect, it, vi } from 'vitest';
import { calciumMessage } from './calcium-message.ts';
import {
  dataFolder,
  fatesOf,
  type InboxRow,
  type LocalProcess,
  settled,
  startLocally,
} from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const inboxOf = (local: LocalProcess) => local.json<InboxRow[]>('/inbox.json');
const alertsIn = (inbox: readonly InboxRow[]) => new Set(inbox.map(({ alertId }) => alertId));

/** The sample patients of one laboratory who have active cancer and a team. */
const PATIENTS = Array.from({ length: 4 }, (_, n) => `RS10000${n + 1}`);

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

  it('at any moment, again and again: nothing that was acknowledged is lost, the counts add up', async () => {
    const folder = dataFolder();
    let acknowledged = 0;
    let sent = 0;
    for (let round = 0; round < 5; round += 1) {
      const local = await startLocally(folder);
      const senders = await Promise.all(PATIENTS.map(() => connectRaw(local.mllpPort)));
      const killed = local.end.bind(undefined, 'SIGKILL');
      const sending = senders.map(async (connection, lane) => {
        for (let n = 0; ; n += 1) {
          const controlId = `R${round}-${lane}-${n}`;
          sent += 1;
          await connection.send(calciumMessage({ controlId, patient: PATIENTS[lane] ?? '' }));
          acknowledged += 1;
          if (acknowledged % 23 === 11) void killed();
        }
      });
      await Promise.allSettled(sending);
    }

    const last = await startLocally(folder);
    const counts = await settled(last);

    expect(acknowledged).toBeGreaterThan(0);
    expect(counts.received).toBeGreaterThanOrEqual(acknowledged);
    expect(counts.received).toBeLessThanOrEqual(sent);
    expect(counts.judged).toBe(counts.received);
    expect(fatesOf(counts)).toBe(counts.received);
    await vi.waitFor(
      async () => {
        const alerts = await last.json<{ delivery: unknown }[]>('/alerts.json');
        expect(alerts).toHaveLength(PATIENTS.length);
        expect(alertsIn(await inboxOf(last)).size).toBe(PATIENTS.length);
      },
      { timeout: 30_000, interval: 100 },
    );
  }, 120_000);
});
