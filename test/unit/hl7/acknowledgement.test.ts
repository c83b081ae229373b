import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import {
  type Acceptance,
  type AcknowledgedError,
  type Answer,
  buildAcknowledgement,
} from '../../../shared/hl7/acknowledgement.ts';
import { type DoorHeader, readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { bytesOf } from './samples.ts';

const at = epochMs(Date.UTC(2024, 4, 1, 12, 30, 5, 250));
const MISSING: AcknowledgedError = {
  code: 101,
  location: { segment: 'PID', field: 3 },
  text: 'PID-3 | is empty',
};

const header = (bytes: Uint8Array | string): DoorHeader | undefined => {
  const reading = readDoorHeader(typeof bytes === 'string' ? bytesOf(bytes) : bytes);
  return reading.is === 'header' ? reading.header : undefined;
};
const answerBytes = (sent: Uint8Array | string, answer: Partial<Answer> = {}) =>
  buildAcknowledgement(header(sent), { acceptance: 'accepted', controlId: 'ACK-1', at, ...answer });
const answerTo = (sent: string, answer: Partial<Answer> = {}) => {
  const bytes = answerBytes(sent, answer);
  return bytes && Buffer.from(bytes).toString('utf8').split('\r').slice(0, -1);
};
const msh = (changes: { type?: string; version?: string; modes?: string } = {}) =>
  `MSH|^~\\&|LIS|LAB^1.2^ISO|ALERTS|HOSP|20240501||${changes.type ?? 'ORU^R01^ORU_R01'}|MSG-1|P|${changes.version ?? '2.5.1'}|||${changes.modes ?? '||'}\r`;
const codeOf = (sent: string, acceptance: Acceptance) => answerTo(sent, { acceptance })?.[1]?.split('|')[1];

describe('an acknowledgement', () => {
  it('swaps sender and receiver, echoes processing id and version, names the message', () => {
    expect(answerTo(msh())).toEqual([
      'MSH|^~\\&|ALERTS|HOSP|LIS|LAB^1.2^ISO|20240501123005+0000||ACK^R01^ACK|ACK-1|P|2.5.1',
      'MSA|AA|MSG-1',
    ]);
  });

  it.each([
    ['ORU^R30^ORU_R30', 'ORA^R33^ORA_R33'],
    ['ADT^A08^ADT_A01', 'ACK^A08^ACK'],
    ['OUL^R30', 'ACK^R30^ACK'],
    ['ORU', 'ACK'],
    ['', 'ACK'],
  ])('of %s is of type %s', (type, expected) => {
    expect(answerTo(msh({ type }))?.[0]?.split('|')[8]).toBe(expected);
  });

  it.each(['ACK^R01^ACK', 'ACK', 'MCF^Q01', 'ORA^R33'])(
    'of the acknowledgement %s is never given',
    (type) => {
      expect(answerTo(msh({ type }))).toBeUndefined();
      expect(answerTo(msh({ type, modes: 'AL|AL' }))).toBeUndefined();
    },
  );

  it.each([
    ['||', 'AA', 'AE', 'AR'],
    ['AL|', 'CA', 'CE', 'CR'],
    ['AL|NE', 'CA', 'CE', 'CR'],
    ['al|ne', 'CA', 'CE', 'CR'],
    ['NE|NE', undefined, undefined, undefined],
    ['NE|', undefined, undefined, undefined],
    ['NE|AL', 'AA', 'AE', 'AR'],
    ['NE|ER', undefined, 'AE', 'AR'],
    ['NE|SU', 'AA', undefined, undefined],
    ['ER|AL', 'AA', 'CE', 'CR'],
    ['SU|AL', 'CA', 'AE', 'AR'],
    ['ER|NE', undefined, 'CE', 'CR'],
    ['SU|NE', 'CA', undefined, undefined],
    ['|AL', 'CA', 'CE', 'CR'],
    ['XX|', 'CA', 'CE', 'CR'],
  ])('with MSH-15 and MSH-16 "%s" is %s, %s, %s', (modes, accepted, error, rejected) => {
    expect(codeOf(msh({ modes }), 'accepted')).toBe(accepted);
    expect(codeOf(msh({ modes }), 'error')).toBe(error);
    expect(codeOf(msh({ modes }), 'rejected')).toBe(rejected);
  });

  it.each([
    ['2.5.1', 'MSA|AE|MSG-1', 'ERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 \\F\\ is empty'],
    ['2.7', 'MSA|AE|MSG-1', 'ERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 \\F\\ is empty'],
    ['', 'MSA|AE|MSG-1', 'ERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 \\F\\ is empty'],
    ['2.4', 'MSA|AE|MSG-1|PID-3 \\F\\ is empty', 'ERR|PID^1^3^101&Required field missing&HL70357'],
    ['2.3.1', 'MSA|AE|MSG-1|PID-3 \\F\\ is empty', 'ERR|PID^1^3^101&Required field missing&HL70357'],
    ['2.2', 'MSA|AE|MSG-1|PID-3 \\F\\ is empty', 'ERR|PID^1^3^101&Required field missing&HL70357'],
  ])('of version "%s" says what was wrong and where', (version, msa, err) => {
    expect(answerTo(msh({ version }), { acceptance: 'error', error: MISSING })?.slice(1)).toEqual([msa, err]);
  });

  it.each([
    ['2.5.1', { code: 207, text: 'no place' }, 'ERR|||207^Application internal error^HL70357|E||||no place'],
    ['2.3', { code: 207, text: 'no place' }, 'ERR|^^^207&Application internal error&HL70357'],
    [
      '2.5.1',
      { code: 100, location: { segment: 'OBX' }, text: 'x' },
      'ERR||OBX^1|100^Segment sequence error^HL70357|E||||x',
    ],
    [
      '2.3',
      { code: 100, location: { segment: 'OBX', occurrence: 7 }, text: 'x' },
      'ERR|OBX^7^^100&Segment sequence error&HL70357',
    ],
  ] as const)('of version %s says as much of the place as is known', (version, error, err) => {
    expect(answerTo(msh({ version }), { acceptance: 'rejected', error })?.[2]).toBe(err);
  });

  it.each([
    ['2', true],
    ['2.0', true],
    ['2.1', true],
    ['2.4', true],
    ['2.3.1', true],
    ['2.3x', true],
    ['2.5', false],
    ['2.8', false],
    ['2.41', false],
    ['2.', false],
    ['3.2', false],
    ['12.3', false],
    ['v2.3', false],
  ])('of version "%s" has the one ELD field of the versions before 2.5: %s', (version, old) => {
    const [, , err] = answerTo(msh({ version }), { acceptance: 'error', error: MISSING }) ?? [];

    expect(err?.startsWith('ERR|PID^1^3^101&')).toBe(old);
  });

  it.each([
    [100, 'Segment sequence error'],
    [101, 'Required field missing'],
    [102, 'Data type error'],
    [103, 'Table value not found'],
    [200, 'Unsupported message type'],
    [201, 'Unsupported event code'],
    [202, 'Unsupported processing id'],
    [203, 'Unsupported version id'],
    [204, 'Unknown key identifier'],
    [205, 'Duplicate key identifier'],
    [206, 'Application record locked'],
    [207, 'Application internal error'],
  ] as const)('says of error %i: %s (HL7 table 0357)', (code, words) => {
    const [, , err] = answerTo(msh(), { acceptance: 'error', error: { code, text: '' } }) ?? [];

    expect(err).toBe(`ERR|||${code}^${words}^HL70357|E`);
  });

  it('shortens a long explanation further where MSA-3 holds it', () => {
    const error = { code: 207, text: 'x'.repeat(1000) } as const;
    const [, msa] = answerTo(msh({ version: '2.3' }), { acceptance: 'error', error }) ?? [];

    expect(msa).toBe(`MSA|AE|MSG-1|${'x'.repeat(80)}`);
  });

  it('shortens a long explanation', () => {
    const err = answerTo(msh(), { acceptance: 'error', error: { code: 207, text: 'x'.repeat(1000) } })?.[2];

    expect(err?.split('|').at(-1)).toHaveLength(250);
  });

  it("is written in the sender's separators", () => {
    const sent = 'MSH*$%!@*L$1*LAB*A*H***ORU$R01*M*P*2.5.1\rPID*1\r';

    expect(answerTo(sent, { acceptance: 'error', error: { code: 207, text: 'a*b' } })).toEqual([
      'MSH*$%!@*A*H*L$1*LAB*20240501123005+0000**ACK$R01$ACK*ACK-1*P*2.5.1',
      'MSA*AE*M',
      'ERR***207$Application internal error$HL70357*E****a!F!b',
    ]);
  });

  it.each([
    ['UTF-8', 'utf8'],
    ['8859/1', 'latin1'],
  ] as const)('echoes the very bytes of a message in %s', (charset, encoding) => {
    const sent = bytesOf(`MSH|^~\\&|LÄB|Ö|||||ORU^R01|MÜ|P|2.5.1||||||${charset}\r`, encoding);

    const answer = answerBytes(sent);

    expect(Buffer.from(answer ?? []).toString(encoding)).toBe(
      `MSH|^~\\&|||LÄB|Ö|20240501123005+0000||ACK^R01^ACK|ACK-1|P|2.5.1||||||${charset}\rMSA|AA|MÜ\r`,
    );
  });

  it.each([
    ['utf-16le', (bytes: Buffer) => bytes],
    ['utf-16be', (bytes: Buffer) => bytes.swap16()],
  ] as const)('is in %s where the message is', (encoding, written) => {
    const answer = answerBytes(written(Buffer.from('\ufeffMSH|^~\\&|LÄB||||||ORU^R01|M|P|2.5\r', 'utf16le')));

    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(answer);
    expect(text).toBe('\ufeffMSH|^~\\&|||LÄB||20240501123005+0000||ACK^R01^ACK|ACK-1|P|2.5\rMSA|AA|M\r');
  });

  it('refuses in standard separators what has no MSH to answer', () => {
    const refusal: AcknowledgedError = { code: 100, location: { segment: 'MSH' }, text: 'no MSH' };

    expect(answerTo('GET / HTTP/1.1\r\n', { acceptance: 'rejected', error: refusal })).toEqual([
      'MSH|^~\\&|||||20240501123005+0000||ACK|ACK-1|P|2.5.1',
      'MSA|AR',
      'ERR||MSH^1|100^Segment sequence error^HL70357|E||||no MSH',
    ]);
  });

  it('echoes a control id of 5,000 characters, and an empty one', () => {
    const id = 'M'.repeat(5000);

    expect(answerTo(`MSH|^~\\&|L||||||ORU^R01|${id}|P|2.5`)?.[1]).toBe(`MSA|AA|${id}`);
    expect(answerTo('MSH|^~\\&|L||||||ORU^R01||P|2.5')?.[1]).toBe('MSA|AA');
  });
});
