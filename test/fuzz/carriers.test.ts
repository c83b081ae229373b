import { describe, expect, it } from 'vitest';
import { epochMs } from '../../shared/clinical/instant.ts';
import { policySchema } from '../../shared/clinical/policy.ts';
import { understand } from '../../shared/clinical/understand-observation.ts';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import type { ReadMessage } from '../../shared/hl7/message.ts';
import { buildSegment } from '../../shared/hl7/message-builder.ts';
import { kindOf } from '../../shared/hl7/message-type.ts';
import { readMessage } from '../../shared/hl7/read-message.ts';
import { readSeparators, type Separators } from '../../shared/hl7/separators.ts';
import { factsOf } from '../../shared/intake/facts-of.ts';
import { configSchema, feedSchema } from '../../shared/runtime/config.ts';
import { createRandom, type Random } from '../../tools/day/random.ts';
import { type Base, corpusMessages, hasCorpus } from './bases.ts';

/** Draws carriers' places and values: a failure comes again. */
const SEED = 20_260_102;

const context = { feed: feedSchema.parse({ id: 'lab' }), caps: configSchema.shape.caps.parse({}) };
const policy = policySchema.parse({});
const receivedAt = epochMs(Date.UTC(2026, 0, 2));

/** What one message brings, as text: code, value and unit of each result, code of each diagnosis. */
function broughtBy(read: ReadMessage): string[] {
  const facts = factsOf(read, {
    feed: context.feed,
    policy,
    receivedAt,
    origin: 'live',
    understand,
    resultKey: String,
  });
  return facts.patients.flatMap(({ fact: { results, diagnoses } }) => [
    ...results.map(({ loinc, asSent }) => `${loinc} ${asSent.value} ${asSent.unit}`),
    ...diagnoses.map(({ code }) => code),
  ]);
}

function readOrUndefined(bytes: Uint8Array): ReadMessage | undefined {
  try {
    return readMessage(bytes, context);
  } catch {
    return undefined;
  }
}

type Carrier = { readonly name: string; readonly lines: readonly string[]; readonly read: ReadMessage };

/** A message of results that is read and holds a result of a patient who is named, as lines. */
function carrierOf({ name, bytes }: Base): Carrier[] {
  const read = readOrUndefined(bytes);
  if (read === undefined || kindOf(read.code, read.event) !== 'results') return [];
  if (decodeMessage(bytes).encoding.startsWith('utf-16')) return [];
  return [
    { name, read, lines: bytes.toString('latin1').split(/(?<=[\r\n])(?=[A-Z][A-Z0-9]{2}[^A-Za-z0-9 ])/) },
  ];
}

/** Which OBX of the message a result may stand before and be a patient's result. */
function places({ patients }: ReadMessage): number[] {
  return patients
    .filter(({ identifier }) => identifier !== undefined)
    .flatMap(({ observations }) => observations.filter(({ orderStatus }) => orderStatus !== 'X'))
    .map(({ position }) => position);
}

type Injected = { readonly lines: readonly string[]; readonly brought: readonly string[] };

function inject({ lines, read }: Carrier, random: Random): Injected {
  const separators = readSeparators(lines.join('').trimStart()) as Separators;
  const brought: string[] = [];
  const [first = 0, ...rest] = places(read);
  const chosen = new Set(Array.from({ length: random.whole(1, 4) }, () => random.pick([first, ...rest])));
  let position = 0;
  const withResults = lines.flatMap((line) => {
    if (!line.startsWith('OBX')) return [line];
    position += 1;
    if (!chosen.has(position)) return [line];
    const [loinc, unit, value] = random.chance(0.6)
      ? (['17861-6', 'mg/dL', `1${random.whole(0, 5)}.${random.whole(0, 99)}`] as const)
      : (['1751-7', 'g/dL', `${random.whole(2, 4)}.${random.whole(0, 9)}`] as const);
    brought.push(`${loinc} ${value} ${unit}`);
    const subId = `INJECTED-${brought.length}`;
    const fields = [
      '9',
      'NM',
      [loinc, 'Injected', 'LN'],
      subId,
      value,
      unit,
      '',
      '',
      '',
      '',
      'F',
      '',
      '',
      '20260101',
    ];
    return [`${buildSegment('OBX', fields, separators)}\r`, line];
  });
  const code = random.pick(['C34.9', 'C50.9', 'C61', 'C90.00', 'C64.1']);
  const pid = withResults.findIndex((line) => line.startsWith('PID'));
  const dg1 = `${buildSegment('DG1', ['1', '', [code, 'Injected', 'I10'], '', '20250101', 'F'], separators)}\r`;
  return { lines: withResults.toSpliced(pid + 1, 0, dg1), brought: [...brought, code] };
}

const carriers = corpusMessages()
  .flatMap(carrierOf)
  .filter(({ read }) => places(read).length > 0);
const title = hasCorpus
  ? 'the corpus as carriers'
  : 'the corpus as carriers (skipped: ../shared/corpus is not there)';

describe.skipIf(!hasCorpus)(title, () => {
  it('brings what was injected, all of it and nothing else of it', () => {
    const random = createRandom(SEED);

    for (const carrier of carriers) {
      const { lines, brought } = inject(carrier, random);

      const read = readMessage(Buffer.from(lines.join(''), 'latin1'), context);

      const isInjected = (one: string) => brought.includes(one);
      expect(broughtBy(read).filter(isInjected).sort(), carrier.name).toEqual([...brought].sort());
      expect(watched(broughtBy(read)), carrier.name).toEqual(
        watched([...broughtBy(carrier.read), ...brought]),
      );
    }
    expect(carriers.length).toBeGreaterThan(500);
  });
});

/** Calcium, albumin and diagnoses of cancer, in order of their text. */
function watched(brought: readonly string[]): readonly string[] {
  return brought.filter((one) => /^(C\d\d|17861-6|1751-7)/.test(one)).sort();
}
