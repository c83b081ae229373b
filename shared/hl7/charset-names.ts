/**
 * Character set names as MSH-18 sends them (HL7 table 0211, upper case) and the encodings of the WHATWG Encoding
 * Standard that read them. ISO 8859-1 is read as windows-1252 and 8859-9 as windows-1254: the same characters, and
 * what senders mean by the bytes 0x80-0x9F, which are nothing but control characters in the ISO sets.
 */
const TABLE_0211: ReadonlyMap<string, string> = new Map([
  ['ASCII', 'us-ascii'],
  // The IANA name, which the Encoding Standard would read as windows-1252.
  ['US-ASCII', 'us-ascii'],
  ['8859/1', 'windows-1252'],
  ['8859/2', 'iso-8859-2'],
  ['8859/3', 'iso-8859-3'],
  ['8859/4', 'iso-8859-4'],
  ['8859/5', 'iso-8859-5'],
  ['8859/6', 'iso-8859-6'],
  ['8859/7', 'iso-8859-7'],
  ['8859/8', 'iso-8859-8'],
  ['8859/9', 'windows-1254'],
  ['8859/15', 'iso-8859-15'],
  ['ISO IR6', 'us-ascii'],
  ['ISO IR14', 'shift_jis'],
  ['ISO IR87', 'iso-2022-jp'],
  ['ISO IR159', 'iso-2022-jp'],
  ['GB 18030-2000', 'gb18030'],
  ['KS X 1001', 'euc-kr'],
  ['BIG-5', 'big5'],
  ['UNICODE', 'utf-8'],
  ['UNICODE UTF-8', 'utf-8'],
  ['UNICODE UTF-16', 'utf-16'],
]);

/** The encoding that an HL7 or IANA name stands for; undefined = not a name we know. */
export function encodingNamed(name: string): string | undefined {
  const trimmed = name.trim();
  const listed = TABLE_0211.get(trimmed.toUpperCase());
  if (listed !== undefined) return listed;
  try {
    return new TextDecoder(trimmed).encoding;
  } catch {
    return undefined;
  }
}
