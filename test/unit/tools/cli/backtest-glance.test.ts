import { expect, test } from 'vitest';
import { classifyDiagnosis, diagnosisFrom } from '../../../../shared/clinical/cancer-diagnosis.ts';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { decodeMessage } from '../../../../shared/hl7/charset.ts';
import type { ReadMessage } from '../../../../shared/hl7/message.ts';
import { readDecodedMessage } from '../../../../shared/hl7/read-message.ts';
import { configSchema, type Feed, feedSchema } from '../../../../shared/runtime/config.ts';
import { createGlance } from '../../../../tools/cli/backtest/may-concern.ts';
import { type Base, corpusMessages, generatedMessages, RARE } from '../../../fuzz/bases.ts';
import { caseOf } from '../../../fuzz/run-cases.ts';

const { caps } = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
});
const FEEDS = [feedSchema.parse({ id: 'plain' }), feedSchema.parse({ id: 'zeros', stripLeadingZeros: true })];

const DAY = generatedMessages(60);
const bases: readonly [Base, ...Base[]] = [
  { name: 'first of the day', bytes: DAY[0]?.bytes ?? Buffer.alloc(0) },
  ...DAY,
  ...RARE,
  ...corpusMessages(),
];
const CASES = 1_000;

function readIfPossible(bytes: Uint8Array, feed: Feed): ReadMessage | undefined {
  try {
    return readDecodedMessage(decodeMessage(bytes), { feed, caps });
  } catch {
    return undefined;
  }
}

function tellsOfCancer({ patients }: ReadMessage): boolean {
  return patients.some(({ diagnoses }) =>
    diagnoses.some((stated) => {
      const diagnosis = diagnosisFrom(stated, epochMs(0));
      return diagnosis !== undefined && classifyDiagnosis(diagnosis).class !== 'none';
    }),
  );
}

/** What the reader finds in a message and the glance would have left there. */
function overlooked(bytes: Uint8Array, feed: Feed): readonly string[] {
  const read = readIfPossible(bytes, feed);
  if (read === undefined) return [];
  const { text } = decodeMessage(bytes);
  const isSeen = (interest: Parameters<typeof createGlance>[0]) => createGlance(interest)(text).concerns;
  const patients = read.patients.flatMap(({ identifier }) => identifier ?? []);
  const events = read.links.length > 0 || tellsOfCancer(read);
  return [
    ...patients.flatMap((patient) => (isSeen({ patients: [patient], events: false }) ? [] : ['patient'])),
    ...(events && !isSeen({ patients: [], events: true }) ? ['event'] : []),
  ];
}

test('a glance sees every patient, diagnosis and merge that the reader finds in a message', () => {
  const messages = [
    ...bases.map(({ bytes }) => bytes),
    ...Array.from({ length: CASES }, (_, number) => caseOf(number, bases).bytes),
  ];

  const found = messages.flatMap((bytes, index) =>
    FEEDS.flatMap((feed) =>
      overlooked(bytes, feed).map((what) => `${what} in message ${index} of ${feed.id}`),
    ),
  );

  expect(found).toEqual([]);
}, 60_000);

test('a glance leaves messages of others alone', () => {
  const glance = createGlance({ patients: [{ authority: 'X', id: 'nobody' }], events: true });

  const concerning = DAY.filter(({ bytes }) => glance(decodeMessage(bytes).text).concerns);

  expect(concerning.length).toBeLessThan(DAY.length / 4);
});
