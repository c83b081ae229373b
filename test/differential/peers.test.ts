import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Base, corpusMessages, generatedMessages, hasCorpus, RARE } from '../fuzz/bases.ts';
import { DIFFERENCES, type Difference, differencesOf } from './explain.ts';
import { type Reader, readByMedplum, readByNodeHl7Client, readOurs } from './readings.ts';

const peers: [string, Reader][] = [
  ['@medplum/core', readByMedplum],
  ['node-hl7-client', readByNodeHl7Client],
];
const title = hasCorpus ? 'the public corpus' : 'the public corpus (skipped: ../shared/corpus is not there)';

/** How many messages show each difference. */
function count(messages: readonly Base[], reader: Reader): Map<Difference, string[]> {
  const counted = new Map<Difference, string[]>();
  for (const { name, bytes } of messages) {
    for (const difference of differencesOf(bytes, readOurs, reader)) {
      counted.set(difference, [...(counted.get(difference) ?? []), name]);
    }
  }
  return counted;
}

const sizes = (counted: Map<Difference, string[]>) =>
  Object.fromEntries([...counted].map(([difference, names]) => [difference, names.length]));

describe.skipIf(!hasCorpus)(`beside independent readers, ${title}`, () => {
  it.each([
    [
      '@medplum/core',
      readByMedplum,
      { escapes: 20, 'line-feed-in-text': 1, 'line-that-is-no-segment': 2, 'separators-unusable': 13 },
    ],
    [
      'node-hl7-client',
      readByNodeHl7Client,
      {
        'encoding-characters-left-out': 1,
        escapes: 10,
        'line-that-is-no-segment': 2,
        'mixed-line-ends': 3,
        'peer-refuses': 4,
        'separators-unusable': 13,
        subcomponents: 5,
      },
    ],
  ] as const)('gives no difference to %s but those of the table', (_, reader, expected) => {
    const counted = count(corpusMessages(), reader);

    expect(counted.get('unexplained') ?? []).toEqual([]);
    expect(sizes(counted)).toEqual(expected);
  });
});

describe.each(peers)('beside %s', (_, reader) => {
  it('a generated day gives no difference but for its one malformed message', () => {
    expect(sizes(count(generatedMessages(1_000), reader))).toEqual({ 'line-that-is-no-segment': 1 });
  });

  it('a reader that takes another value, loses a result or takes another patient is found', () => {
    const bytes = RARE[4]?.bytes.toString() ?? '';
    const sent = Buffer.from(bytes.replace('DG1|', 'OBX|1|NM|X||9.5|mg/dL\rDG1|'));
    const spoilt =
      (change: object): Reader =>
      (read) =>
        ({ ...reader(read), ...change }) as never;

    const found = [{ observations: [] }, { patientId: '?' }, { controlId: '?' }].flatMap((change) =>
      differencesOf(sent, readOurs, spoilt(change)),
    );

    expect(differencesOf(sent, readOurs, reader)).toEqual([]);
    expect(found).toEqual(['unexplained', 'unexplained', 'unexplained']);
  });
});

it('the table of differences in docs/hl7.md has every one of them', () => {
  const document = readFileSync(new URL('../../docs/hl7.md', import.meta.url), 'utf8');

  expect(DIFFERENCES.filter((difference) => !document.includes(`| \`${difference}\` |`))).toEqual([]);
});
