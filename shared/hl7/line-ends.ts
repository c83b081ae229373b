const endings = new Map<string, RegExp>();

/**
 * Every segment ends with CR afterwards: CRLF becomes CR, and a bare LF becomes CR only where a segment follows
 * (three characters `[A-Z][A-Z0-9]{2}` and the field separator). Any other LF is text and stays.
 */
export function normaliseLineEnds(text: string, field: string): string {
  if (!text.includes('\n')) return text;
  return text.replaceAll('\r\n', '\r').replace(endingBefore(field), '\r');
}

function endingBefore(field: string): RegExp {
  const known = endings.get(field);
  if (known !== undefined) return known;
  const code = field.charCodeAt(0).toString(16).padStart(2, '0');
  const made = new RegExp(`\\n(?=[A-Z][A-Z0-9]{2}\\x${code})`, 'g');
  endings.set(field, made);
  return made;
}

/** NUL, TAB, LF, VT, CR, FS and the byte order mark: what transports and files leave around a message. */
const AROUND: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0d, 0x1c, 0xfeff]);
const SPACE = 0x20;

/** The message without frame bytes, line ends and a byte order mark around it, and without spaces before it. */
export function trimFrame(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && (AROUND.has(text.charCodeAt(start)) || text.charCodeAt(start) === SPACE)) start += 1;
  while (end > start && AROUND.has(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
