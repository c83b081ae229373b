import type { Separators } from './separators.ts';

/** Joined so many at a time: millions of sequences in one field would otherwise lie in memory as as many strings. */
const MOST_PARTS = 4_096;

/**
 * Decodes the escape sequences of HL7 v2.5.1 ch. 2.7 in one pass from left to right; call it after splitting, on a
 * part that has no separators left. `\F\ \S\ \T\ \R\ \E\ \Xhh..\ \.br\` are decoded, all others are kept as sent.
 */
export function unescapeText(text: string, separators: Separators): string {
  const mark = separators.escape;
  let start = text.indexOf(mark);
  if (start < 0) return text;
  let decoded = '';
  let parts: string[] = [];
  let copied = 0;
  while (start >= 0) {
    const end = text.indexOf(mark, start + 1);
    if (end < 0) break;
    const meant = meaning(text.slice(start + 1, end), separators);
    if (meant !== undefined) {
      parts.push(text.slice(copied, start), meant);
      copied = end + 1;
    }
    if (parts.length >= MOST_PARTS) {
      decoded += parts.join('');
      parts = [];
    }
    start = text.indexOf(mark, end + 1);
  }
  return decoded + parts.join('') + text.slice(copied);
}

function meaning(sequence: string, separators: Separators): string | undefined {
  switch (sequence) {
    case 'F':
      return separators.field;
    case 'S':
      return separators.component;
    case 'T':
      return separators.subcomponent;
    case 'R':
      return separators.repetition;
    case 'E':
      return separators.escape;
    case '.br':
      return '\n';
    default:
      return sequence.startsWith('X') ? hexadecimal(sequence.slice(1)) : undefined;
  }
}

/** `\Xhh..\`: bytes, read as UTF-8 where they are that, else one character a byte. */
function hexadecimal(digits: string): string | undefined {
  if (digits.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(digits)) return undefined;
  const bytes = Buffer.from(digits, 'hex');
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

/** Text as it may stand in a field: separators and line ends escaped. Read back it is the same text. */
export function escapeText(text: string, separators: Separators): string {
  const sequences = new Map([
    [separators.escape, 'E'],
    [separators.field, 'F'],
    [separators.component, 'S'],
    [separators.subcomponent, 'T'],
    [separators.repetition, 'R'],
    ['\r', 'X0D'],
    ['\n', 'X0A'],
    ['\u000b', 'X0B'],
    ['\u001c', 'X1C'],
  ]);
  let escaped = '';
  for (const character of text) {
    const sequence = sequences.get(character);
    escaped += sequence === undefined ? character : separators.escape + sequence + separators.escape;
  }
  return escaped;
}
