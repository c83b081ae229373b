import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createPowertoolsTelemetry } from '../../../shared/runtime/powertools-telemetry.ts';
import { calciumMessage } from '../../e2e/calcium-message.ts';
import { type Counts, dataFolder, startLocally } from '../../e2e/local-process.ts';

const FRAME_START = '\x0b';
const FRAME_END = '\x1c\r';

/** All that is answered to these bytes, frame by frame, by a sender that has then said all. */
async function answersTo(port: number, sent: string): Promise<readonly string[]> {
  const socket = connect(port, '127.0.0.1');
  let answered = '';
  socket.on('data', (chunk) => {
    answered += chunk.toString('latin1');
  });
  socket.end(Buffer.from(sent));
  await new Promise((closed) => socket.on('close', closed));
  const frames = answered.split(FRAME_END);
  expect(frames.pop()).toBe('');
  return frames;
}

const framed = (message: string) => `${FRAME_START}${message}${FRAME_END}`;
const withControlId = (controlId: string) =>
  calciumMessage({ controlId: 'CONTROL', patient: 'RS900001', order: 'ORDER-1' }).replace(
    '|CONTROL|',
    `|${controlId}|`,
  );

/** An id made to look, in the answer, like more than an id. */
const HOSTILE_CONTROL_IDS: readonly (readonly [name: string, controlId: string])[] = [
  ['a line feed and an acknowledgement of its own', 'C1\nMSA|AA|OTHER'],
  ['a carriage return and an acknowledgement of its own', 'C1\rMSA|AA|OTHER'],
  ['an escaped carriage return', 'C1\\X0D\\MSA\\F\\AA\\F\\OTHER'],
  ['an escaped line break', 'C1\\.br\\MSA\\F\\AA'],
  ['the start of a frame', `C1${FRAME_START}MSH`],
  ['the end of a frame but for its last byte', 'C1\x1cMSA'],
  ['separators', 'C1^a&b~c\\T\\'],
  ['a vertical line of Unicode', 'C1\u2028MSA\u0085AA'],
  ['a NUL', 'C1\0MSA'],
  ['commands to a terminal', 'C1\x1b[2J\x1b]0;x\x07'],
  ['5,000 characters', 'C'.repeat(5_000)],
];

describe('what a sender gets back and what is logged', () => {
  it('is one acknowledgement of its message, whatever its control id holds; no line of the log is its own', async () => {
    const local = await startLocally(dataFolder());
    const before = local.output();

    for (const [name, controlId] of HOSTILE_CONTROL_IDS) {
      const answers = await answersTo(local.mllpPort, framed(withControlId(controlId)));

      const acknowledgements = answers.filter((answer) => answer.includes('\rMSA|'));
      expect(acknowledgements, name).toHaveLength(1);
      const [answer = ''] = acknowledgements;
      expect(
        answer.split('\r').map((line) => line.slice(0, 4)),
        name,
      ).toEqual(
        answer.includes('\rERR|')
          ? [`${FRAME_START}MSH`, 'MSA|', 'ERR|', '']
          : [`${FRAME_START}MSH`, 'MSA|', ''],
      );
      expect(answer, name).not.toMatch(/\n|[^\r]MSA\|/);
      expect(answer.slice(1), name).not.toContain(FRAME_START);
    }
    const logged = `${local.output().slice(before.length)}${local.errors()}`.split('\n').filter(Boolean);
    expect(logged.filter((line) => !/^(?:warning|fault): [\w-]+/.test(line))).toEqual([]);
    expect(logged.join()).not.toMatch(/C1|OTHER|ZZPHI/);
    expect(logged.join()).not.toContain('\x1b');
  }, 60_000);

  it('is refused of a sender that is not configured, over MLLP and HTTP, and nothing of it is kept', async () => {
    const folder = dataFolder();
    const sample = JSON.parse(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8'));
    const config = join(folder, 'refusing.json');
    writeFileSync(config, JSON.stringify({ ...sample, unknownSenders: 'refuse' }));
    const local = await startLocally(join(folder, 'data'), ['--config', config]);
    const forged = calciumMessage({ controlId: 'FORGED' }).replace(
      '|RIVLAB|RIVERSIDE|',
      '|RIVLAB|ELSEWHERE|',
    );

    const [byMllp = ''] = await answersTo(local.mllpPort, framed(forged));
    const byHttp = await fetch(`http://127.0.0.1:${local.httpPort}/hl7`, {
      method: 'POST',
      headers: { 'content-type': 'application/hl7-v2' },
      body: forged,
    });

    expect(byMllp).toContain('\rMSA|AR|FORGED');
    expect(await byHttp.text()).toContain('\rMSA|AR|FORGED');
    expect((await local.json<Counts>('/counts.json')).received).toBe(0);
  }, 60_000);

  it('is one line of JSON in the logs of a function, whatever a field holds', () => {
    const lines: string[] = [];
    const writes = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        lines.push(...String(chunk).split('\n').filter(Boolean));
        return true;
      }),
    );
    const telemetry = createPowertoolsTelemetry('security');
    telemetry.warn('event', { feed: 'a\r\n{"level":"INFO"}\u2028b', name: 'ZZPHI' });
    for (const write of writes) write.mockRestore();

    const logged = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'event');
    expect(logged).toMatchObject([{ level: 'WARN', feed: 'a\r\n{"level":"INFO"}\u2028b' }]);
    expect(lines.join()).not.toContain('ZZPHI');
  });
});
