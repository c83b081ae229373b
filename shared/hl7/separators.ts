import { refusal } from './refusal.ts';

/** The separators of one message as its MSH-1 and MSH-2 give them (HL7 v2.5.1 ch. 2.5.4). */
export type Separators = {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
};

export const STANDARD_SEPARATORS: Separators = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/** MSH-2 as written: the four encoding characters in the standard's order. */
export function encodingCharacters(separators: Separators): string {
  return separators.component + separators.repetition + separators.escape + separators.subcomponent;
}

/**
 * The separators of a message that begins with 'MSH'. Characters left out at the end of MSH-2, or sent as a space, are
 * not used by the sender: the standard's stand in for them. `^~&` is `^~\&` with the backslash lost on the way.
 * A fifth character (truncation, v2.7) separates nothing. undefined when they are not five different characters.
 */
export function readSeparators(text: string): Separators | undefined {
  const standard = text.startsWith('|^~\\&', 3);
  if (standard && (text[8] === '|' || text.startsWith('#|', 8))) return STANDARD_SEPARATORS;
  const field = text.charAt(3);
  const [sent = ''] = text
    .slice(4, 11)
    .split(/[\r\n]/, 1)
    .join('')
    .split(field, 1);
  if (sent === '' || sent.length > 5) return undefined;
  const read = separatorsFrom(field, sent === '^~&' ? '^~\\&' : sent);
  return areUsable(read) ? read : undefined;
}

/** The standard's separators behind another MSH-1; undefined where that is none or one of theirs. */
export function standardSeparatorsWith(field: string): Separators | undefined {
  const separators = { ...STANDARD_SEPARATORS, field };
  return areUsable(separators) ? separators : undefined;
}

/** As `readSeparators`; throws UnprocessableMessageError where there are none. */
export function separatorsOf(text: string): Separators {
  const separators = readSeparators(text);
  if (separators === undefined) throw refusal('separators-unusable');
  return separators;
}

function separatorsFrom(field: string, encoding: string): Separators {
  const at = (index: number, standard: string): string => encoding.charAt(index).trim() || standard;
  return {
    field,
    component: at(0, STANDARD_SEPARATORS.component),
    repetition: at(1, STANDARD_SEPARATORS.repetition),
    escape: at(2, STANDARD_SEPARATORS.escape),
    subcomponent: at(3, STANDARD_SEPARATORS.subcomponent),
  };
}

/** Five different characters, each of them printable ASCII and neither letter nor digit. */
function areUsable(separators: Separators): boolean {
  const all = Object.values(separators);
  return new Set(all).size === all.length && all.every((one) => /[!-/:-@[-`{-~]/.test(one));
}
