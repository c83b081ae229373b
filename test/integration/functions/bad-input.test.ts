import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/assess/handler.ts';
import type { PatientKey } from '../../../shared/chart/chart-service.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createMllpDecoder, encodeMllp } from '../../../shared/hl7/mllp-codec.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { type Config, configSchema } from '../../../shared/runtime/config.ts';
import { eventOfMessages } from '../../stand-ins/sqs-events.ts';
import { silentTelemetry } from '../../unit/functions/silent-telemetry.ts';

const config = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
  feeds: [{ id: 'lab', sendingApplication: 'LIS', sendingFacility: 'EAST' }],
});

/** By MLLP through the door and the queue to the fate; everything real but queue, chart and stores. */
function house(unknownSenders: Config['unknownSenders'] = 'accept') {
  const queued: QueuedMessage[] = [];
  const fates: string[] = [];
  const facts: PatientFact[] = [];
  const kept: Buffer[] = [];
  const telemetry = silentTelemetry();
  const clock = { now: () => epochMs(Date.UTC(2026, 0, 2, 12)) };
  const feeds = createFeedDirectory({ ...config, unknownSenders });
  const door = createDoor({
    caps: config.caps,
    feeds,
    queue: { send: async (messages) => void queued.push(...messages) },
    clock,
    telemetry,
    newControlId: createControlIds(),
  });
  const assess = createHandler({
    chart: {
      record: async (patient, _identity, fact) => {
        facts.push(fact);
        return patient.id as PatientKey;
      },
      link: async ({ survivor }) => survivor.id as PatientKey,
      judge: async () => ({ raised: 0, paged: 0, registered: true }),
    },
    feeds,
    caps: config.caps,
    policy: config.policy,
    operations: { tell: async () => {} },
    clock,
    resultKey: String,
    store: {
      quarantine: async ({ bytes }) => void kept.push(Buffer.from(bytes)),
      archive: async () => {},
    },
    claims: { collect: () => Promise.reject(new Error('no claims')) },
    fates: {
      record: async (_id, _feed, fate) => {
        const values = fate.is === 'ignored' ? [] : (fate.valuesQuarantined ?? []);
        fates.push([fate.is, fate.is === 'judged' ? '' : fate.reason, ...values].filter(Boolean).join(' '));
      },
    },
    telemetry,
  });

  /** What the sender is answered, what became of the messages, and which bytes were kept apart. */
  const send = async (stream: Iterable<Uint8Array>) => {
    const decoder = createMllpDecoder({ maxBytes: config.caps.mllpBytes });
    const answers: string[] = [];
    for (const chunk of stream) {
      for (const event of decoder.push(chunk)) {
        const given =
          event.is === 'message'
            ? (await door.accept([{ bytes: event.bytes }])).flat()
            : event.is === 'too-large'
              ? door.refuseTooLarge(event.head)
              : [];
        answers.push(...given.map((answer) => codeOf(answer)));
      }
    }
    const { batchItemFailures } = await assess(eventOfMessages(queued.splice(0)));
    expect(batchItemFailures).toEqual([]);
    return { answers, fates, kept, facts };
  };
  return { send };
}

function codeOf(answer: Uint8Array): string {
  const text = Buffer.from(answer).toString('latin1').replaceAll('\0', '');
  return /\rMSA.(..)/.exec(text)?.[1] ?? 'none';
}

const HEADER = 'MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000||ORU^R01|c1|P|2.5.1';
const PID = 'PID|1||7^^^EAST||ZZPHI^A||19500102';
const OBR = 'OBR|1|o1|f1|CMP|||20260102110000';
const CALCIUM = 'OBX|1|NM|17861-6^Calcium^LN||14.0|mg/dL|8.6-10.5|HH|||F|||20260102110000';
const text = (...segments: string[]) => [HEADER, PID, OBR, ...segments, ''].join('\r');
const good = text(CALCIUM);
const valued = (value: string, type = 'ST') =>
  text(CALCIUM.replace('|NM|', `|${type}|`).replace('14.0', value));
const named = (name: string) => good.replace('ZZPHI^A', name);
const identified = (id: string) => good.replace('7^^^EAST', id);
const DOLLAR = '$';

type Row = readonly [row: string, sent: string | Uint8Array, answers: string, fates: readonly string[]];

const JUDGED = ['judged'];

const FRAMED: readonly Row[] = [
  ['empty body', '', 'AR', []],
  ['only frame bytes', '\r\n\0', 'AR', []],
  ['no MSH', `${PID}\r${CALCIUM}\r`, 'AR', ['quarantined no-msh']],
  ['MSH|', 'MSH|', 'AR', ['quarantined separators-unusable']],
  [
    'other separators',
    good.replaceAll('|', '*').replaceAll('^', '$').replace('$~\\&', '$~\\@'),
    'AA',
    JUDGED,
  ],
  ['repeated separators', good.replace('^~\\&', '^^\\&'), 'AA', ['quarantined separators-unusable']],
  ['LF', good.replaceAll('\r', '\n'), 'AA', JUDGED],
  ['CRLF', good.replaceAll('\r', '\r\n'), 'AA', JUDGED],
  ['mixed ends', good.replace('\rPID', '\nPID').replace('\rOBX', '\r\nOBX'), 'AA', JUDGED],
  ['two messages in a frame', good + good, 'AA AA', ['judged', 'judged']],
  ['1 M OBX', text('OBX|\r'.repeat(1_000_000)), 'AR', ['quarantined too-many-segments']],
  [
    '5 MB base64 PDF',
    text(CALCIUM, `OBX|2|ED|PDF||^^PDF^Base64^${'JVBERi0x'.repeat(625_000)}`),
    'AA',
    JUDGED,
  ],
  [
    '10,000 repetitions',
    text(CALCIUM, `OBX|2|NM|X||${'1~'.repeat(10_000)}`),
    'AR',
    ['quarantined too-many-repetitions'],
  ],
  ['1,000 subcomponents', text(CALCIUM, `OBX|2|ST|X||${'a&'.repeat(1_000)}`), 'AA', JUDGED],
  ['unterminated \\X', text(CALCIUM, 'OBX|2|ST|X||12\\X'), 'AA', JUDGED],
  ['\\X0B1C0D\\', text(CALCIUM, 'OBX|2|ST|X||a\\X0B1C0D\\b'), 'AA', JUDGED],
  [
    'Latin-1 under UTF-8',
    Buffer.from(`${named('MÜLLER').replace('2.5.1', '2.5.1||||||UNICODE UTF-8')}`, 'latin1'),
    'AA',
    JUDGED,
  ],
  ['UTF-16 with BOM', Buffer.from(`\ufeff${good}`, 'utf16le'), 'AA', JUDGED],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(`${good}NTE|1||`), Buffer.from([0xc3, 0x28, 0xff])]),
    'AA',
    JUDGED,
  ],
  ['NUL', named('A\0B'), 'AA', JUDGED],
  ['bidi override in a name', named('\u202eEOD'), 'AA', JUDGED],
  ['<script>', named('<script>alert(1)</script>'), 'AA', JUDGED],
  ["=cmd|'…'", named("=cmd\\F\\'/c calc'!A0"), 'AA', JUDGED],
  ['{{7*7}}', named('{{7*7}}'), 'AA', JUDGED],
  ['$ {jndi:…}', named(`${DOLLAR}{jndi:ldap://x}`), 'AA', JUDGED],
  ['__proto__ as id', identified('__proto__^^^__proto__'), 'AA', JUDGED],
  ['constructor as id', identified('constructor^^^EAST'), 'AA', JUDGED],
  ['__proto__ as code', text(CALCIUM, 'OBX|2|NM|__proto__^constructor^LN||1'), 'AA', JUDGED],
  ['constructor as code', text(CALCIUM, 'OBX|2|NM|constructor^hasOwnProperty^LN||1'), 'AA', JUDGED],
  ['constructor as segment', text(CALCIUM, 'constructor|1'), 'AA', ['quarantined segment-malformed']],
  ['__proto__ as segment', text(CALCIUM, '__proto__|1'), 'AA', ['quarantined segment-malformed']],
  [
    'CRLF + fake log line in a name',
    named('DOE\r\nlevel=info logged in'),
    'AA',
    ['quarantined segment-malformed'],
  ],
  ['MSH-10 empty', good.replace('|c1|', '||'), 'AA', JUDGED],
  ['MSH-10 5,000 long', good.replace('|c1|', `|${'9'.repeat(5_000)}|`), 'AA', JUDGED],
  ['MSH-10 reused', good + good.replace('14.0', '15.0'), 'AA AA', ['judged', 'judged']],
  ['same content, new MSH-10', good + good.replace('|c1|', '|c2|'), 'AA AA', ['judged', 'judged']],
  ['OBX-2 disagreeing with OBX-5', valued('HEMOLYZED', 'NM'), 'AA', JUDGED],
  ['OBX before OBR', [HEADER, PID, CALCIUM, OBR, ''].join('\r'), 'AA', JUDGED],
  ['two patients', good + [PID.replace('7^', '8^'), OBR, CALCIUM, ''].join('\r'), 'AA', JUDGED],
  [
    'XML-encoded HL7',
    '<?xml version="1.0"?><ORU_R01 xmlns="urn:hl7-org:v2xml"><MSH/></ORU_R01>',
    'AR',
    ['quarantined no-msh'],
  ],
  ['JSON', '{"resourceType":"Observation","valueQuantity":{"value":14}}', 'AR', ['quarantined no-msh']],
  ['gzip', gzipSync(good), 'AR', ['quarantined no-msh']],
  ['ADT on the lab feed', good.replace('ORU^R01', 'ADT^A02'), 'AA', ['ignored message-type']],
  ['ORM on the lab feed', good.replace('ORU^R01', 'ORM^O01'), 'AA', ['ignored message-type']],
  ['MDM on the lab feed', good.replace('ORU^R01', 'MDM^T02'), 'AA', ['ignored message-type']],
  ['replayed after 30 days', good.replaceAll('20260102', '20251203'), 'AA', JUDGED],
];

const VALUES: readonly (readonly [value: string, fate: string])[] = [
  ['>15.0', 'judged'],
  ['<5', 'judged'],
  ['12,4', 'quarantined values-quarantined decimal-comma'],
  [' 12.4 ', 'judged'],
  ['1.24E1', 'judged'],
  ['12.4 H', 'judged'],
  ['NaN', 'quarantined values-quarantined unreadable'],
  ['Infinity', 'quarantined values-quarantined unreadable'],
  ['-1', 'quarantined values-quarantined unreadable'],
  ['0x0C', 'quarantined values-quarantined unreadable'],
  ['١٢٫٤', 'quarantined values-quarantined unreadable'],
  ['HEMOLYZED', 'judged'],
  ['""', 'judged'],
  ['', 'judged'],
];

/** A frame as it is, the bytes between VT and FS not looked at. */
const framed = (sent: string | Uint8Array) => [encodeMllp(Buffer.from(sent as string))];

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function* endless(start: string, megabytes: number): Generator<Uint8Array> {
  yield Buffer.from(`\x0b${start}`);
  const megabyte = Buffer.alloc(1_000_000, 'x');
  for (let left = megabytes; left > 0; left -= 1) yield megabyte;
  yield Buffer.from('\x1c\r');
}

describe('bad input, from the door to its fate', () => {
  it.each(FRAMED)('%s', async (_, sent, answers, fates) => {
    const outcome = await house().send(framed(sent));

    expect(outcome.answers.join(' ')).toBe(answers);
    expect(outcome.fates).toEqual(fates);
    const quarantined = fates.filter((fate) => fate.startsWith('quarantined'));
    expect(outcome.kept.map((bytes) => bytes.equals(Buffer.from(sent as string)))).toEqual(
      quarantined.map(() => true),
    );
  });

  it.each(VALUES)('the value "%s"', async (value, fate) => {
    const outcome = await house().send(framed(valued(value)));

    expect(outcome.answers).toEqual(['AA']);
    expect(outcome.fates).toEqual([fate]);
  });

  it.each<[string, Iterable<Uint8Array>, string, readonly string[]]>([
    ['FS without CR', [Buffer.from(`\x0b${good}\x1c`)], 'AA', JUDGED],
    ['1-byte chunks', pieces(encodeMllp(Buffer.from(good)), 1), 'AA', JUDGED],
    ['200 MB without CR', endless(`${HEADER}\rPID|`, 200), 'AR', []],
    ['one 50 MB field', endless(`${text(CALCIUM)}OBX|2|TX|X||`, 50), 'AR', []],
    [
      'a good message behind one that is too large',
      [...endless(HEADER, 11), ...framed(good)],
      'AR AA',
      JUDGED,
    ],
  ])('%s', async (_, stream, answers, fates) => {
    const outcome = await house().send(stream);

    expect(outcome.answers.join(' ')).toBe(answers);
    expect(outcome.fates).toEqual(fates);
  });

  it('same message 1,000 times in parallel: one fact, a thousand times', async () => {
    const frame = encodeMllp(Buffer.from(good));

    const outcome = await house().send([Buffer.concat(Array<Uint8Array>(1_000).fill(frame))]);

    expect(new Set(outcome.answers)).toEqual(new Set(['AA']));
    expect(outcome.fates).toEqual(Array(1_000).fill('judged'));
    expect(new Set(outcome.facts.map((fact) => JSON.stringify(fact))).size).toBe(1);
  });

  it('the messages behind a bad one are judged all the same', async () => {
    const outcome = await house().send(framed(good + text('garbage') + good.replace('|c1|', '|c2|')));

    expect([...outcome.fates].sort()).toEqual(['judged', 'judged', 'quarantined segment-malformed']);
  });

  it('Latin-1 under UTF-8 is flagged as guessed', async () => {
    const sent = named('MÜLLER').replace('2.5.1', '2.5.1||||||UNICODE UTF-8');

    const outcome = await house().send(framed(Buffer.from(sent, 'latin1')));

    expect(outcome.facts[0]?.results[0]?.flags).toContain('CHARSET_GUESSED');
  });

  it('a sender that is not allowed for its MSH-4 is refused, and nothing of it is kept', async () => {
    const outcome = await house('refuse').send(framed(good.replace('|EAST|', '|WEST|')));

    expect(outcome).toMatchObject({ answers: ['AR'], fates: [], kept: [] });
  });
});
