import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, fatesOf, settled, startLocally } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const CORPUS = '../shared/corpus';
const present = existsSync(CORPUS);
const files = present ? readdirSync(CORPUS).filter((name) => name.endsWith('.hl7')) : [];
const ROUNDS = 2;
const LANES = 8;
/** MSA-1, whatever the separators are that the sender chose. */
const ANSWER = /\rMSA.[AC][AER]/;
const GROWTH_MB = 120;

function residentMb(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith('VmRSS:'));
  return Number(line?.replaceAll(/\D/g, '')) / 1_024;
}

/** Whether the message is itself an answer, or says in MSH-15 when it wants none: then none has to come. */
function mayGoUnanswered(message: Buffer): boolean {
  const text = message.toString('latin1');
  const header = text.slice(text.indexOf('MSH'));
  const [line = ''] = header.split(/[\r\n]/);
  const fields = line.split(header.charAt(3));
  const [type = '', acceptance = ''] = [fields[8], fields[14]];
  return /^(ACK|MCF)\b/.test(type) || /^(NE|ER)\b/.test(acceptance);
}

/** Whether an acknowledgement came. */
async function sendByHttp(port: number, message: Buffer): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/hl7`, {
    method: 'POST',
    body: new Uint8Array(message),
    headers: { 'content-type': 'x-application/hl7-v2+er7' },
  });
  const text = await answer.text();
  if (answer.status === 204) return false;
  expect(answer.status).toBe(200);
  expect(text).toMatch(ANSWER);
  return true;
}

async function sendByMllp(port: number, message: Buffer, isAnswered: boolean): Promise<void> {
  const connection = await connectRaw(port);
  if (isAnswered) expect(await connection.send(message)).toMatch(ANSWER);
  else await connection.post(message);
  connection.close();
}

describe.skipIf(!present)(`the corpus${present ? '' : ` (skipped: no ${CORPUS})`}`, () => {
  it('goes through both doors: every message is answered, the counts add up, the memory stays flat', async () => {
    const local = await startLocally(dataFolder());
    const messages = files.map((name) => readFileSync(join(CORPUS, name)));
    const playOnce = async () => {
      const waiting = messages.values();
      const lane = async () => {
        for (const message of waiting) {
          const answered = await sendByHttp(local.httpPort, message);
          if (!answered) expect(mayGoUnanswered(message)).toBe(true);
          await sendByMllp(local.mllpPort, message, answered);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
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
