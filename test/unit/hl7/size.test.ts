import { describe, expect, it } from 'vitest';
import { scanMessage } from '../../../shared/hl7/scan.ts';
import { splitMessages } from '../../../shared/hl7/split.ts';
import { bytesOf, fateOf, observationsIn } from './samples.ts';

const HEADER = 'MSH|^~\\&|L|F|||20240501||ORU^R01|1|P|2.5.1\rPID|1||1^^^H\rOBR|1\r';
const idAt = (index: number) =>
  `${String.fromCharCode(65 + (index % 26))}${(index % 1296).toString(36).padStart(2, '0').toUpperCase()}`;
const fill = (line: string, bytes: number) =>
  HEADER + line.repeat(Math.floor((bytes - HEADER.length) / line.length));
/** Time of the processor, for others may be at work on the machine. */
const within = (milliseconds: number, act: () => unknown) => {
  const started = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000).toBeLessThan(milliseconds);
  return result;
};

/** What must be caught here is a square; 2 s and 300 MB are held without instruments in `test/size`. */
const BOUND = 4_000;

describe('hostile sizes end in bounded time', () => {
  it.each<[string, () => string, string]>([
    ['10 MB of ZZZ|', () => fill('ZZZ|\r', 10_000_000), 'too-many-segments'],
    ['10 MB of line ends', () => fill('\r\n', 10_000_000), 'read'],
    ['10 MB of line feeds', () => fill('\n', 10_000_000), 'read'],
    ['10 MB in one field', () => `${HEADER}OBX|1|TX|X||${'x'.repeat(9_900_000)}`, 'read'],
    ['10 MB of escapes', () => `${HEADER}OBX|1|TX|X||${'\\T\\'.repeat(3_300_000)}`, 'read'],
    ['10 MB of unterminated escapes', () => `${HEADER}OBX|1|TX|X||${'\\X'.repeat(4_900_000)}`, 'read'],
    ['10 MB of components', () => `${HEADER}OBX|1|TX|X||${'^'.repeat(9_900_000)}`, 'too-many-parts'],
    ['10 MB of fields', () => `${HEADER}OBX${'|'.repeat(9_900_000)}`, 'too-many-fields'],
    ['10 MB of spaces', () => `${HEADER}${' '.repeat(9_900_000)}`, 'read'],
    ['20,000 segments of 500 fields', () => HEADER + `OBX${'|'.repeat(490)}\r`.repeat(19_990), 'read'],
    [
      '20,000 segments of different ids',
      () => HEADER + Array.from({ length: 19_990 }, (_, index) => `${idAt(index)}|x\r`).join(''),
      'read',
    ],
    ['900,000 components', () => HEADER + `OBX|1|TX|X||${'^'.repeat(18_000)}\r`.repeat(50), 'read'],
    ['1,000,000 OBX', () => HEADER + 'OBX|1|\r'.repeat(1_000_000), 'too-many-segments'],
    ['10 MB of MSH text', () => `MSH|^~\\&|${'x'.repeat(9_900_000)}`, 'read'],
    ['more than 10 MB', () => 'x'.repeat(10_000_001), 'too-large'],
  ])('%s', (_, make, expected) => {
    const bytes = bytesOf(make());

    const fate = within(BOUND, () => fateOf(bytes));
    within(BOUND, () => scanMessage(Buffer.from(bytes).toString('latin1'), () => false));
    within(BOUND, () => splitMessages(bytes));

    expect(fate).toBe(expected);
  });

  it('20,000 OBX are all read', () => {
    const text = HEADER + 'OBX|1|NM|17861-6^Calcium^LN||9.5|mg/dL|8.6-10.3|N|||F\r'.repeat(19_997);

    const observations = within(BOUND, () => observationsIn(text));

    expect(observations).toHaveLength(19_997);
  });

  it('5,000 OBR with notes are all read, each note once', () => {
    const text = HEADER + 'OBR|1\rOBX|1|NM|X||1\rNTE|1||note\r'.repeat(5_000);

    const observations = within(BOUND, () => observationsIn(text)) as ReturnType<typeof observationsIn>;

    expect(observations.every(({ notes }) => notes.length === 1)).toBe(true);
    expect(observations).toHaveLength(5_000);
  });
});
