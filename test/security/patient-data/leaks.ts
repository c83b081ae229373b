import { createHash } from 'node:crypto';
import { BIRTH_DATES, STEM, VALUE } from './planted-messages.ts';

/** Something that left the places where patient data belongs: where it went, and its text. */
export type Outgoing = { readonly where: string; readonly text: string };
export type Leak = { readonly where: string; readonly form: string; readonly found: string };

/** The identifiers that were planted, of which no unkeyed hash may go out either: anybody can work it out. */
const IDENTIFIERS = ['PID3C1', 'MRG1C1'].flatMap((place) => [
  `${STEM}${place}`,
  `EAST|${STEM}${place}`,
  `${STEM}${place}^EAST`,
]);
const SHOWN = 60;

/** What was planted, in every form in which a text goes astray. */
const FORMS: readonly (readonly [form: string, search: string])[] = [
  ['as it is', STEM],
  ['in lower case', STEM.toLowerCase()],
  ['birth date', BIRTH_DATES[0]],
  ['birth date', BIRTH_DATES[1]],
  ['value', VALUE],
  ['in hexadecimal', Buffer.from(STEM).toString('hex')],
  ['in hexadecimal', Buffer.from(STEM).toString('hex').toUpperCase()],
  ['in UTF-16', [...STEM].join('\0')],
  ...[0, 1, 2].map((shift) => ['in base64', base64At(STEM, shift)] as const),
  ...IDENTIFIERS.flatMap((id) =>
    (['md5', 'sha1', 'sha256'] as const).flatMap((algorithm) =>
      (['hex', 'base64', 'base64url'] as const).map(
        (encoding) =>
          [`${algorithm} of an identifier`, createHash(algorithm).update(id).digest(encoding)] as const,
      ),
    ),
  ),
];

export function leaksIn(outgoing: readonly Outgoing[]): readonly Leak[] {
  return outgoing.flatMap(({ where, text }) =>
    FORMS.flatMap(([form, search]) =>
      placesOf(search, text).map((at) => ({ where, form, found: text.slice(at, at + SHOWN) })),
    ),
  );
}

function placesOf(search: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) places.push(at);
  return places;
}

/** The characters of base64 that stand for `text` alone when `shift` bytes of a group of three come before it. */
function base64At(text: string, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64');
  const ownBits = (shift + text.length) * 8;
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(ownBits / 6));
}
