import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { epochMs } from '../../shared/clinical/instant.ts';
import { listQuarantine, retryQuarantined, showQuarantined } from '../../tools/cli/quarantine/quarantine.ts';
import { type ReplayOptions, replay } from '../../tools/cli/replay/replay.ts';
import { send } from '../../tools/cli/send/send.ts';
import { status, watchingIn } from '../../tools/cli/status/status.ts';
import { DAY_START } from '../../tools/day/day.ts';
import { sampleMessage } from '../../tools/send/sample-message.ts';
import { folderOf, quietTerminal } from '../unit/tools/cli/samples.ts';
import { dataFolder, type InboxRow, type LocalProcess, settled, startLocally } from './local-process.ts';

const BIRTH_DATE = '1958-03-14';
const UNMAPPED = ['17861-6^Calcium^LN^CALC^CALCIUM TOTAL^RIVLAB', 'NEWCA^Calcium^RIVLAB'] as const;

/** A critical calcium under a code that nobody has mapped, and one without a patient's number. */
function samples(): string {
  const text = (patient: string, sentAt: number) =>
    sampleMessage({
      ...{ patient, birthDate: BIRTH_DATE, calcium: '14.0', albumin: '4.0' },
      sentAt: epochMs(sentAt),
    });
  return folderOf({
    'a.hl7': text('RS100001', Date.now()).replace(...UNMAPPED),
    'b.hl7': text('', Date.now() - 1_000),
  });
}

async function sendTo({ mllpPort }: LocalProcess, folder: string): Promise<number> {
  const usual = {
    connections: 1,
    answerWithin: 5,
    again: 0,
    seed: 1,
    patients: 1,
    days: 1,
    start: DAY_START,
  };
  return send([folder], { ...usual, to: `mllp://127.0.0.1:${mllpPort}` }, quietTerminal());
}

async function told(work: (terminal: ReturnType<typeof quietTerminal>) => Promise<number>) {
  const terminal = { ...quietTerminal(), now: () => epochMs(Date.now()) };
  const code = await work(terminal);
  return { code, printed: terminal.printed() };
}

const pagesOf = async (local: LocalProcess) => {
  await settled(local);
  return (await local.json<InboxRow[]>('/inbox.json')).filter(({ protocol }) => protocol === 'sms');
};

test('a mended code map pages, by a replay, what was missed; the rehearsal said so; quarantine is shown and retried', async () => {
  const folder = dataFolder();
  const missed = await startLocally(folder);
  expect(await sendTo(missed, samples())).toBe(0);
  expect(await pagesOf(missed)).toEqual([]);
  const amiss = await told((terminal) =>
    status({ url: `http://127.0.0.1:${missed.httpPort}` }, terminal, watchingIn(false)),
  );
  await missed.end('SIGTERM');
  const config = join(folder, 'mended.json');
  const sample = readFileSync('tools/samples/calcium-alerts.config.json', 'utf8');
  writeFileSync(config, sample.replace('"code": "CALC"', '"code": "NEWCA"'));

  const local = await startLocally(folder, ['--config', config]);
  const url = `http://127.0.0.1:${local.httpPort}`;
  const options: ReplayOptions = { url, from: epochMs(Date.now() - 3_600_000), feed: 'riverside' };
  const rehearsed = await told((terminal) => replay({ ...options, dryRun: true }, terminal));
  expect(await pagesOf(local)).toEqual([]);
  const played = await told((terminal) => replay(options, terminal));
  const pages = await pagesOf(local);
  const again = await told((terminal) => replay(options, terminal));

  expect(amiss).toMatchObject({
    code: 1,
    printed: expect.stringContaining('UnmappedCalcium: riverside sent calcium that is not mapped 1 times'),
  });
  expect(rehearsed).toMatchObject({ code: 1, printed: expect.stringContaining('WOULD BE PAGED (1)') });
  expect(rehearsed.printed).toContain('critical of lung-oncology');
  expect([played.code, again.code, played.printed]).toEqual([
    0,
    0,
    expect.stringContaining('2 messages of riverside queued'),
  ]);
  expect(pages.length).toBeGreaterThan(0);
  expect(rehearsed.printed).toContain(pages[0]?.alertId);
  expect(await pagesOf(local)).toEqual(pages);

  const list = await told((terminal) => listQuarantine({ url, most: 10, json: true }, terminal));
  const { rows } = JSON.parse(list.printed) as { readonly rows: readonly { readonly id: string }[] };
  const [{ id } = { id: '' }] = rows;
  const shown = await told((terminal) => showQuarantined(id, { url }, terminal));
  const revealed = await told((terminal) => showQuarantined(id, { url, reveal: true }, terminal));
  const retried = await told((terminal) => retryQuarantined([id, 'none'], { url }, terminal));

  expect(list.code).toBe(1);
  expect(shown.printed).toContain('seen by   nobody');
  expect(shown.printed).not.toContain(BIRTH_DATE.replaceAll('-', ''));
  expect(revealed.printed).toContain(BIRTH_DATE.replaceAll('-', ''));
  expect(retried).toEqual({
    code: 1,
    printed: expect.stringMatching(/^1 message queued again[\s\S]+none: there is no such message/),
  });
  await expect(showQuarantined('none', { url }, quietTerminal())).rejects.toThrow('no such message');
}, 60_000);
