import { Client, Message } from 'node-hl7-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { calciumMessage, PATIENT_DATA } from './calcium-message.ts';
import { dataFolder, type InboxRow, type LocalProcess, settled, startLocally } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const inboxOf = (local: LocalProcess) => local.json<InboxRow[]>('/inbox.json');

const pagesOf = (local: LocalProcess) =>
  vi.waitFor(
    async () => {
      const inbox = await inboxOf(local);
      if (inbox.length === 0) throw new Error('nobody was paged');
      return inbox;
    },
    { timeout: 10_000, interval: 10 },
  );

/** All that left with the pages. The inbox's own time of the page is no part of it: its digits may be those of any value. */
const sentIn = (inbox: readonly InboxRow[]) =>
  JSON.stringify(inbox.map(({ at: _, ...sent }) => sent)).toLowerCase();

/** Sends by an independent client and resolves to its MSA-1. */
async function sendByHl7Client(port: number, text: string): Promise<string> {
  const client = new Client({ host: '127.0.0.1' });
  onTestFinished(() => client.closeAll());
  const { promise, resolve } = Promise.withResolvers<string>();
  const connection = client.createConnection({ port }, async (answer) => {
    resolve(answer.getMessage().get('MSA.1').toString());
  });
  await connection.sendMessage(new Message({ text }));
  return promise;
}

async function sendRaw(port: number, text: string): Promise<string> {
  const connection = await connectRaw(port);
  onTestFinished(connection.close);
  const answer = await connection.send(text);
  return /\rMSA\|([^|]*)/.exec(answer)?.[1] ?? answer;
}

async function sendByHttp(port: number, text: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/hl7`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'x-application/hl7-v2+er7' },
  });
  return /\rMSA\|([^|]*)/.exec(await answer.text())?.[1] ?? String(answer.status);
}

describe('a calcium of 14.0 mg/dL of a sample patient', () => {
  it.each([
    ['node-hl7-client', (local: LocalProcess, text: string) => sendByHl7Client(local.mllpPort, text)],
    ['a raw socket', (local: LocalProcess, text: string) => sendRaw(local.mllpPort, text)],
    ['HTTP', (local: LocalProcess, text: string) => sendByHttp(local.httpPort, text)],
  ])('by %s is acknowledged and pages the right team, without any patient data', async (_, send) => {
    const local = await startLocally(dataFolder());
    const text = calciumMessage({ controlId: 'E2E-1' });

    const acknowledgement = await send(local, text);
    const inbox = await pagesOf(local);

    expect(acknowledgement).toBe('AA');
    expect(inbox.map(({ team, level, kind, protocol }) => [team, level, kind, protocol])).toEqual([
      ['lung-oncology', 'critical', 'alert', 'sms'],
      ['lung-oncology', 'critical', 'alert', 'sms'],
      ['lung-oncology', 'critical', 'alert', 'email'],
      ['lung-oncology', 'critical', 'alert', 'email'],
    ]);
    for (const planted of [...PATIENT_DATA, 'calcium']) {
      expect(sentIn(inbox)).not.toContain(planted.toLowerCase());
    }
  });

  it('sent again changes nothing, and an earlier page is not sent twice', async () => {
    const local = await startLocally(dataFolder());
    const text = calciumMessage({ controlId: 'E2E-1' });
    await sendRaw(local.mllpPort, text);
    const first = await pagesOf(local);

    const again = [await sendRaw(local.mllpPort, text), await sendByHttp(local.httpPort, text)];
    const counts = await settled(local);

    expect(again).toEqual(['AA', 'AA']);
    expect(counts).toMatchObject({ received: 3, judged: 3 });
    expect(await inboxOf(local)).toEqual(first);
  });

  it('is listed as an alert with what the laboratory said', async () => {
    const local = await startLocally(dataFolder());
    await sendRaw(local.mllpPort, calciumMessage({ controlId: 'E2E-1' }));
    const [page] = await pagesOf(local);

    const alerts = await vi.waitFor(
      async () => {
        const listed = await local.json<{ delivery: unknown }[]>('/alerts.json');
        expect(JSON.stringify(listed[0]?.delivery)).toContain('sent');
        return listed;
      },
      { timeout: 5_000 },
    );

    expect(alerts).toMatchObject([
      {
        alertId: page?.alertId,
        patient: { authority: 'RIVERSIDE', id: 'RS100001' },
        level: 'critical',
        kind: 'alert',
        value: expect.stringMatching(/^14(\.0)?$/),
        unit: 'mg/dL',
      },
    ]);
  });
});
