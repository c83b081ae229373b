import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitMessages, splitStream } from '../../../shared/hl7/split.ts';
import { createSplitter, type SplitEvent, type SplitPosition } from '../../../shared/hl7/splitter.ts';
import { bytesOf, cases, observationsIn } from './samples.ts';

const FHS = 'FHS|^~\\&|LIS\r';
const BHS = 'BHS|^~\\&|LIS\r';
const A = 'MSH|^~\\&|LIS|A\rPID|1||1\r';
const B = 'MSH|^~\\&|LIS|B\rPID|1||2\r';
const C = 'MSH|^~\\&|LIS|C\rPID|1||3\r';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const pieces = (content: string) => splitMessages(bytesOf(content, 'latin1')).map(text);
const split = (
  chunks: readonly Uint8Array[],
  maxBytes = 1000,
  from?: SplitPosition,
): readonly SplitEvent[] => {
  const splitter = createSplitter({ maxBytes, ...(from && { from }) });
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
};
const reportOf = (content: string) => {
  const last = split([bytesOf(content)]).at(-1);
  return last?.is === 'end' ? last.report : undefined;
};

describe('separate messages (rule 5)', () => {
  it.each([
    ['one message', A, [A]],
    ['several MSH without a batch header', A + B + C, [A, B, C]],
    [
      'several MSH with LF',
      'MSH|^~\\&|A\nPID|1\nMSH|^~\\&|B\nPID|2',
      ['MSH|^~\\&|A\nPID|1\n', 'MSH|^~\\&|B\nPID|2'],
    ],
    ['several MSH with CRLF', 'MSH|^~\\&|A\r\nMSH|^~\\&|B\r\n', ['MSH|^~\\&|A\r\n', 'MSH|^~\\&|B\r\n']],
    ['a file of one batch', `${FHS}${BHS}${A}${B}BTS|2\rFTS|1\r`, [A, B]],
    ['a batch without a file', `${BHS}${A}BTS|1`, [A]],
    ['two batches', `${FHS}${BHS}${A}BTS|1\r${BHS}${B}BTS|1\rFTS|2\r`, [A, B]],
    ['trailers without a field', `${FHS}${BHS}${A}BTS\rFTS`, [A]],
    ['a trailer without a field before one with', `${FHS}${BHS}${A}BTS\rFTS|1\r`, [A]],
    ['trailers in the wrong order', `${FHS}${BHS}${A}FTS\rBTS|1\r`, [A]],
    ['trailers alone on lines with LF', `FHS|^~\\&\nBHS|^~\\&\n${A}\nBTS\nFTS\n`, [`${A}\n`]],
    ['blank lines between', `\r\n\r\n${A}\r\n\r\n${B}`, [`${A}\r\n\r\n`, B]],
    ['frame bytes between', `\x0b${A}\x1c\r\x0b${B}\x1c\r`, [`${A}\x1c\r\x0b`, `${B}\x1c\r`]],
    ['other separators in the second', `${A}MSH*%~!@*X\r`, [A, 'MSH*%~!@*X\r']],
    ['a first MSH whose separators are unusable', `MSH|blah|X\r${B}`, ['MSH|blah|X\r', B]],
    ['a second MSH whose MSH-2 is unusable', `${A}MSH|blah|X\r`, [A, 'MSH|blah|X\r']],
    ['bytes before the first message', `junk\rmore\r${A}`, ['junk\rmore\r', A]],
    ['bytes between a batch header and its first message', `${BHS}junk\r${A}BTS|1\r`, ['\rjunk\r', A]],
    ['bytes after the last trailer', `${BHS}${A}BTS|1\rjunk`, [A, '\rjunk']],
    ['a byte order mark', `\xef\xbb\xbf${A}`, [A]],
    ['nothing', '', ['']],
    ['nothing but blanks', '\r\n \r', ['\r\n \r']],
    ['a batch without messages', `${BHS}BTS|0\r`, [`${BHS}BTS|0\r`]],
    ['bytes that are no message', '<?xml?>', ['<?xml?>']],
    ['two bytes', 'ab', ['ab']],
    ['a bare MSH after bytes that are no message', 'junk\rMSH', ['junk\rMSH']],
  ])('%s', (_, content, expected) => {
    expect(pieces(content)).toEqual(expected);
  });

  it.each([
    `${A}NTE|1||loss of\nMSH-2 and MSH6 protein\nMSH: see above\rOBX|1\r`,
    `${A}NTE|1||MSH|^~\\&| in the middle of a line\r`,
    `${A}NTE|1||\nBTS score 3\nFTS\t\r`,
    `${A}MSH\r`,
    `${A}FHSX|^~\\&|\r`,
  ])('leaves text that looks like a boundary in its message', (content) => {
    expect(pieces(content)).toEqual([content]);
  });

  it("never gives one patient's result to another", () => {
    const first = 'MSH|^~\\&|L\rPID|1||A^^^H\rOBR|1\r';
    const second = 'MSH|^~\\&|L\rPID|1||B^^^H\rOBR|1\rOBX|1|NM|17861-6^^LN||15\r';

    const [one, two] = splitMessages(bytesOf(first + second));

    expect(observationsIn(one ?? '')).toHaveLength(0);
    expect(observationsIn(two ?? '')).toHaveLength(1);
  });
});

describe('counts', () => {
  it.each([
    [
      'right counts',
      `${FHS}${BHS}${A}${B}BTS|2\rFTS|1\r`,
      { messages: 2, countsMatch: true, truncated: false },
    ],
    [
      'a wrong BTS-1',
      `${FHS}${BHS}${A}${B}BTS|3\rFTS|1\r`,
      { messages: 2, countsMatch: false, truncated: false },
    ],
    [
      'a wrong FTS-1',
      `${FHS}${BHS}${A}BTS|1\rFTS|2\r`,
      { messages: 1, countsMatch: false, truncated: false },
    ],
    [
      'a wrong first and a right second batch',
      `${BHS}${A}BTS|2\r${BHS}${B}BTS|1\r`,
      { messages: 2, countsMatch: false, truncated: false },
    ],
    ['empty counts', `${FHS}${BHS}${A}BTS||bye\rFTS\r`, { messages: 1, countsMatch: true, truncated: false }],
    [
      'a count that is no number',
      `${BHS}${A}BTS|many\r`,
      { messages: 1, countsMatch: true, truncated: false },
    ],
    [
      'a wrong count of two digits',
      `${BHS}${A}BTS|12\r`,
      { messages: 1, countsMatch: false, truncated: false },
    ],
    [
      'a number and words',
      `${BHS}${A}BTS|2 messages\r`,
      { messages: 1, countsMatch: true, truncated: false },
    ],
    ['words and a number', `${BHS}${A}BTS|about 2\r`, { messages: 1, countsMatch: true, truncated: false }],
    [
      'a wrong count in blanks',
      `${BHS}${A}BTS| 2 |bye\r`,
      { messages: 1, countsMatch: false, truncated: false },
    ],
    ['no BTS', `${FHS}${BHS}${A}FTS|0\r`, { messages: 1, countsMatch: true, truncated: true }],
    ['no FTS', `${FHS}${BHS}${A}BTS|1\r`, { messages: 1, countsMatch: true, truncated: true }],
    [
      'a file cut off in a message',
      `${FHS}${BHS}${A}${B.slice(0, -4)}`,
      { messages: 2, countsMatch: true, truncated: true },
    ],
    ['no batch at all', A + B, { messages: 2, countsMatch: true, truncated: false }],
    ['bytes that are no message', `junk\r${A}`, { messages: 1, countsMatch: true, truncated: false }],
  ])('%s', (_, content, expected) => {
    expect(reportOf(content)).toEqual(expected);
  });
});

describe('a file of any size', () => {
  const file = `${FHS}${BHS}${A}${B}BTS|2\r${BHS}${C}BTS|1\rFTS|2\r`;
  const utf16 = (content: string, mark = '\ufeff') => Buffer.from(mark + content, 'utf16le');
  const contents = [
    bytesOf(file),
    bytesOf(`\ufeff${file}`),
    utf16(file),
    utf16(file).swap16(),
    utf16(file, ''),
    bytesOf(`junk\r${A}${'x'.repeat(200)}\r${B}BTS|${'9'.repeat(150)}\r${C}`),
    Buffer.concat([utf16(A), Buffer.from([0x41])]),
    bytesOf(`${A}NTE|1||\nBTS score 3\nFTS\t\nMSH: see above\nFHSX\r${B}`),
  ];

  it('tells where each message lies', async () => {
    const events: SplitEvent[] = [];

    for await (const event of splitStream(inChunksOf(bytesOf(file), 7), { maxBytes: 1000 }))
      events.push(event);

    const found = events.flatMap((event) =>
      event.is === 'message' ? [[event.index, event.offset, text(event.bytes)]] : [],
    );
    expect(found).toEqual([
      [0, file.indexOf(A), A],
      [1, file.indexOf(B), B],
      [2, file.indexOf(C), C],
    ]);
    expect(events.at(-1)).toEqual({
      is: 'end',
      report: { messages: 3, countsMatch: true, truncated: false },
    });
  });

  it.each(contents)('gives the same events however it is cut (%#)', (content) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
        const whole = split([content], 100);

        const inPieces = split([...chunksOf(content, size)], 100);

        expect(inPieces).toEqual(whole);
      }),
      cases(40),
    );
  });

  it.each(contents)('goes on from any position as if it had never stopped (%#)', (content) => {
    const whole = split([content], 100);

    for (const [index, event] of whole.entries()) {
      if (event.is === 'end') continue;
      const { position } = event;
      const rest = split([content.subarray(position.offset)], 100, JSON.parse(JSON.stringify(position)));
      expect(rest).toEqual(whole.slice(index + 1));
    }
  });

  it('makes each message of a UTF-16 file readable by itself', () => {
    const results = utf16(`${A}OBR|1\rOBX|1|NM|X||1|µmol/L\r${B}OBR|1\rOBX|1|NM|X||1|µmol/L\r`).swap16();

    const messages = splitMessages(results);

    expect(messages.map((bytes) => observationsIn(bytes)[0]?.units[0]?.code)).toEqual(['µmol/L', 'µmol/L']);
  });

  it('gives what is shorter than what shows how a file is written', () => {
    const [event] = split([bytesOf('ab')]);

    expect(event).toMatchObject({ is: 'message', bytes: new Uint8Array(bytesOf('ab')) });
  });

  it.each([
    ['a message', `${A}NTE|1||xx\r`, 'message'],
    ['bytes of no message', 'x'.repeat(40), 'message'],
    ['a line of the batch protocol', `BHS|^~\\&|${'x'.repeat(30)}`, 'end'],
  ])('keeps %s of as many bytes as the cap, of one more not', (_, piece, kept) => {
    const content = bytesOf(piece);

    for (const chunks of [[content], [...chunksOf(content, 1)]]) {
      expect(split(chunks, content.length)[0]?.is).toBe(kept);
      expect(split(chunks, content.length - 1)[0]?.is).toBe('too-large');
    }
  });

  it('tells of a message over the cap, keeps the others', () => {
    const large = `${B}NTE|1||${'x'.repeat(2000)}\r`;

    const events = split([...chunksOf(bytesOf(A + large + C), 100)]);

    expect(events.map((event) => event.is)).toEqual(['message', 'too-large', 'message', 'end']);
    expect(events[1]).toMatchObject({
      index: 1,
      offset: A.length,
      position: { index: 2, offset: (A + large).length },
    });
  });

  it('tells of a line of the batch protocol over the cap', () => {
    const events = split([...chunksOf(bytesOf(`BHS|^~\\&|${'x'.repeat(2000)}\r${A}`), 100)]);

    expect(events.map((event) => event.is)).toEqual(['too-large', 'message', 'end']);
  });

  it('keeps a 200 MB file without any line end out of memory', () => {
    const splitter = createSplitter({ maxBytes: 1_000_000 });
    const chunk = Buffer.alloc(1_000_000, 'x');
    const before = process.memoryUsage().arrayBuffers;

    for (let index = 0; index < 200; index += 1) splitter.push(chunk);
    const grown = process.memoryUsage().arrayBuffers - before;

    expect(grown).toBeLessThan(50_000_000);
    expect(splitter.end().map((event) => event.is)).toEqual(['too-large', 'end']);
  });

  it('takes 200 KB a byte at a time in linear time', () => {
    const content = bytesOf(A.repeat(200_000 / A.length));

    const events = split([...chunksOf(content, 1)]);

    expect(events.length).toBe(Math.floor(200_000 / A.length) + 1);
  });
});

function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* inChunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes, size);
}
