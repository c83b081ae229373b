import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { buildAcknowledgement } from '../../../shared/hl7/acknowledgement.ts';
import { decodeMessage } from '../../../shared/hl7/charset.ts';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { scanMessage } from '../../../shared/hl7/scan.ts';
import { splitMessages } from '../../../shared/hl7/split.ts';
import { bytesOf, calciumMessage, cases, fateOf, feedWith, observationsIn, read } from './samples.ts';

/** What messages are made of, good and bad, in any order. */
const FRAGMENTS = [
  'MSH|^~\\&|L|F|||20240501120000-0500||ORU^R01|1|P|2.5.1\r',
  'MSH|^~\\&#|L|F|||20240310023000||ADT^A40|1|P|2.5.1||||||8859/1\n',
  'MSH*$%!@*L*F***2024**OUL$R22*1*T*2.3***AL*NE\r',
  'MSH|^~\\&|',
  'FHS|^~\\&\r',
  'BHS|^~\\&\r',
  'BTS|1\r',
  'FTS|1\r',
  'PID|1||12^^^H&1.2&ISO^MR~0^^^H^AN||DOE^J||19600101\r',
  'MRG|12^^^H\r',
  'OBR|1|P^L|F^L|24323-8|||20241103013000|||||||||||||||2024|||F\r',
  'OBX|1|NM|17861-6^Calcium^LN||9.5~>15|mg/dL|8.6-10.3|H~A|||F|||20240501+2400\r',
  'OBX|2|FT|CA||one\ntwo\\.br\\\\X0D\\\\Z|\r',
  'NTE|1||a & b ^ c\r',
  'SPM|1|S1&x|||||||||Q|||||||\r',
  'DG1|1|I10|C50.9||2024|F\r',
  'PRB|AD|2024|C61\r',
  'ORC|RE\r',
  'ADD|x\r',
  'ZZZ\r',
  '\r',
  '\n',
  '\x0b',
  '\x1c',
  '\\',
  '|',
  '^',
  '~',
  '&',
  'µ',
  '\ufeff',
  '\0',
  'OBX',
  '""',
];

const anyFragments = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ maxLength: 8 })), {
    maxLength: 25,
  })
  .map((parts) => parts.join(''));
const anyBytes = fc.oneof(
  anyFragments.map((text) => bytesOf(text)),
  anyFragments.map((text) => bytesOf(text, 'latin1')),
  anyFragments.map((text) => bytesOf(text, 'utf16le')),
  fc.uint8Array({ maxLength: 200 }),
);
/** A good message with some bytes put in, taken out or changed. */
const damaged = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(400), fc.nat(255), fc.constantFrom('insert', 'delete', 'change')), {
      maxLength: 6,
    }),
  )
  .map(([edits]) => {
    const bytes = [...bytesOf(calciumMessage)];
    for (const [at, byte, edit] of edits) {
      bytes.splice(at % bytes.length, edit === 'insert' ? 0 : 1, ...(edit === 'delete' ? [] : [byte]));
    }
    return Uint8Array.from(bytes);
  });
const feed = feedWith({ timeZone: 'America/New_York', stripLeadingZeros: true });

describe('on any bytes', () => {
  it('the reader reads or refuses with a reason, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (bytes) => {
        expect(fateOf(bytes, { feed })).toMatch(/^[a-z-]+$/);
        expect(fateOf(bytes, { feed, charset: 'utf-8' })).toMatch(/^[a-z-]+$/);
      }),
      cases(500),
    );
  });

  it('splitting loses nothing but lines of the batch protocol and blanks', () => {
    const batchLine = /(?<=^|[\r\n\v])(?:FHS|BHS|BTS|FTS)[^\r\n]*/g;
    const bare = (text: string) =>
      [...text.replace(batchLine, '')].filter((one) => !' \r\n\t\v\0\u001c'.includes(one)).join('');

    fc.assert(
      fc.property(anyFragments, (text) => {
        const bytes = bytesOf(text.replaceAll('\ufeff', ''), 'utf8');
        fc.pre(bytes[1] !== 0 && bytes[0] !== 0);

        const pieces = splitMessages(bytes).map((piece) => Buffer.from(piece).toString('latin1'));

        expect(bare(pieces.join('\r'))).toBe(bare(Buffer.from(bytes).toString('latin1')));
      }),
      cases(500),
    );
  });

  it('the door reads or gives a reason, and the answer is one that can be read', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (bytes) => {
        const reading = readDoorHeader(bytes);

        const header = reading.is === 'header' ? reading.header : undefined;
        const answer = buildAcknowledgement(header, {
          acceptance: 'rejected',
          controlId: 'A',
          at: epochMs(0),
        });

        if (answer !== undefined)
          expect(readDoorHeader(answer)).toMatchObject({ is: 'header', header: { controlId: 'A' } });
      }),
      cases(500),
    );
  });

  it('the scan never overlooks an OBX that the reader reads, nor what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (bytes) => {
        const scan = scanMessage(decodeMessage(bytes).text, () => true);

        const fate = fateOf(bytes);
        const found = fate === 'read' ? read(bytes).patients : [];

        const coded = found
          .flatMap(({ observations }) => observations)
          .filter(({ codes }) => codes.length > 0);
        expect(scan.observations).toBeGreaterThanOrEqual(coded.length);
        expect(scan.watched || fate === 'read').toBe(true);
      }),
      cases(500),
    );
  });

  it('what was put into a message is exactly what is read', () => {
    const value = fc.stringMatching(/^[<>]?[0-9]{1,3}(\.[0-9]{1,2})?$/);
    const place = fc.record({
      value,
      noise: fc.array(fc.constantFrom(...FRAGMENTS.filter(isHarmless)), { maxLength: 4 }),
    });

    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), (places) => {
        const planted = places.map(
          ({ value: one, noise }) => `${noise.join('')}OBX|9|NM|PLANTED||${one}|mg/dL\r`,
        );
        const text = `MSH|^~\\&|L\rPID|1||12^^^H\rOBR|1\r${planted.join('')}`;

        const found = observationsIn(text).filter(({ codes }) => codes[0]?.code === 'PLANTED');

        expect(found.map(({ values }) => values)).toEqual(places.map(({ value: one }) => [[one]]));
      }),
      cases(500),
    );
  });
});

function isHarmless(fragment: string): boolean {
  return /^(OBX\|2|NTE|OBR|ORC|DG1|ZZZ|\r)/.test(fragment);
}
