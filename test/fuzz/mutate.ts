import type { Random } from '../../tools/day/random.ts';

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const BYTES = [...'|^~\\&#\r\n\v\x1c\0 "0A.<>'].map((one) => one.charCodeAt(0));
const HIGH_BYTES = [0x80, 0xa0, 0xb5, 0xc3, 0xe2, 0xfe, 0xff] as const;
const VALUES = [
  '',
  '""',
  '>15.0',
  '12,4',
  '1.24E1',
  'NaN',
  '\u0661\u0662\u066b\u0664',
  '__proto__',
  'constructor',
  '\\X0D\\',
  '\\X',
  '\\.br\\',
  '\\F\\\\S\\',
  'a&b&c',
  'a^b^c^d^e^f^g^h^i^j^k',
  '1~2~3',
  'one\ntwo',
  '20240229',
  '20241103013000-0500',
  '99999999999999',
  'C50.9^^I10',
  '17861-6^Calcium^LN',
  '\u202e8.21',
] as const;
const SEGMENTS = [
  'OBX|9|NM|17861-6^Calcium^LN||14.0|mg/dL|8.6-10.3|H|||F',
  'OBX|',
  'OBX',
  'OBR|9|P|F',
  'PID|9||99^^^H',
  'SPM|1|S|||||||||Q',
  'NTE|1||note',
  'DG1|1||C34.9^^I10',
  'MRG|1^^^H',
  'MSH|^~\\&|X|Y|||2024||ORU^R01|2|P|2.5',
  'BTS|1',
  'FHS|^~\\&',
  'ADD|x',
  'ZZ1|x',
  'obx|1',
  'some text',
  '',
] as const;

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  // Bytes.
  (bytes, random) => spliced(bytes, at(bytes, random), 1, [anyByte(random)]),
  (bytes, random) => spliced(bytes, at(bytes, random), 0, [anyByte(random)]),
  (bytes, random) => spliced(bytes, at(bytes, random), random.whole(1, 8), []),
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(at(other, random))]),
  // Fields.
  inLine((fields, random) => fields.with(random.whole(1, fields.length - 1), random.pick(VALUES))),
  inLine((fields, random) => fields.toSpliced(random.whole(1, fields.length - 1), 1)),
  inLine((fields, random) => fields.toSpliced(random.whole(1, fields.length - 1), 0, random.pick(VALUES))),
  inLine((fields, random) => {
    const index = random.whole(1, fields.length - 1);
    const separator = random.pick(['~', '^', '&', '\\', '~~', '^^^']);
    return fields.with(index, `${fields[index]}${separator}${random.pick(VALUES)}`);
  }),
  // Segments.
  amongLines((lines, random) => lines.toSpliced(random.whole(0, lines.length), 0, random.pick(SEGMENTS))),
  amongLines((lines, random) => lines.toSpliced(random.whole(0, lines.length - 1), 1)),
  amongLines((lines, random) => {
    const line = lines[random.whole(0, lines.length - 1)] ?? '';
    return lines.toSpliced(random.whole(0, lines.length), 0, ...Array<string>(random.whole(1, 3)).fill(line));
  }),
  amongLines((lines, random, other) => {
    const line = other[random.whole(0, other.length - 1)] ?? '';
    return lines.toSpliced(random.whole(1, lines.length), 0, line);
  }),
  // The whole.
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\r', '\n'), 'latin1'),
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\r', '\r\n'), 'latin1'),
  (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf8'),
  (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'),
  (bytes, random) => {
    const [from, to] = [
      random.pick(['|', '^', '~', '\\', '&']),
      random.pick(['*', '$', '#', '!', '@', '|', '&']),
    ];
    return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  },
];

/** One to four mutations of bytes, fields, segments or the whole; the same random numbers give the same bytes. */
export function mutate(bytes: Buffer, random: Random, other: Buffer): Buffer {
  let mutated = bytes;
  for (let left = random.whole(1, 4); left > 0 && mutated.length > 0; left -= 1) {
    mutated = random.pick(MUTATIONS)(mutated, random, other);
  }
  return mutated;
}

function at(bytes: Buffer, random: Random): number {
  return random.whole(0, Math.max(0, bytes.length - 1));
}

function anyByte(random: Random): number {
  if (random.chance(0.6)) return BYTES[random.whole(0, BYTES.length - 1)] ?? 0;
  return random.chance(0.5) ? random.pick([...HIGH_BYTES]) : random.whole(0, 255);
}

function spliced(bytes: Buffer, from: number, count: number, inserted: readonly number[]): Buffer {
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(inserted), bytes.subarray(from + count)]);
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\r');
}

function amongLines(change: (lines: string[], random: Random, other: string[]) => string[]): Mutation {
  return (bytes, random, other) =>
    Buffer.from(change(linesOf(bytes), random, linesOf(other)).join('\r'), 'latin1');
}

function inLine(change: (fields: string[], random: Random) => string[]): Mutation {
  return amongLines((lines, random) => {
    const index = random.whole(0, lines.length - 1);
    const separator = lines[0]?.charAt(3) || '|';
    const fields = (lines[index] ?? '').split(separator);
    return fields.length < 2 ? lines : lines.with(index, change(fields, random).join(separator));
  });
}
