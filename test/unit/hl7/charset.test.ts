import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../shared/hl7/charset.ts';
import { bytesOf, fateOf, read } from './samples.ts';

const header = (msh18: string) => `MSH|^~\\&|LIS|LAB|||20240501||ORU^R01|1|P|2.5.1||||||${msh18}\r`;

describe('the character set of a message (rule 1)', () => {
  it.each([
    ['ASCII', 'us-ascii', false],
    ['', 'utf-8', false],
    ['UNICODE UTF-8', 'utf-8', false],
    ['unicode utf-8', 'utf-8', false],
    ['UTF-8', 'utf-8', false],
    ['NO SUCH SET', 'utf-8', false],
    ['NO SUCH SET~UNICODE UTF-8', 'utf-8', false],
  ])('reads UTF-8 where MSH-18 is "%s"', (msh18) => {
    const { text } = decodeMessage(bytesOf(`${header(msh18)}OBX|1|NM|||1|µmol/L`));

    expect(text).toContain('µmol/L');
  });

  it.each([
    ['8859/1', [0xb5], 'µ', 'windows-1252'],
    ['8859/1', [0x96], '–', 'windows-1252'],
    ['8859/2', [0xb5], 'ľ', 'iso-8859-2'],
    ['8859/5', [0xb5], 'Е', 'iso-8859-5'],
    ['8859/7', [0xb5], '΅', 'iso-8859-7'],
    ['8859/9', [0xfd], 'ı', 'windows-1254'],
    ['8859/15', [0xa4], '€', 'iso-8859-15'],
    ['windows-1252', [0x80], '€', 'windows-1252'],
    ['BIG-5', [0xa4, 0xa4], '中', 'big5'],
    ['GB 18030-2000', [0xd6, 0xd0], '中', 'gb18030'],
    ['KS X 1001', [0xc7, 0xd1], '한', 'euc-kr'],
    ['ISO IR14', [0xb1], 'ｱ', 'shift_jis'],
    ['ISO IR87', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42], '日', 'iso-2022-jp'],
    ['~8859/2', [0xb5], 'ľ', 'iso-8859-2'],
    ['NO SUCH SET~8859/2', [0xb5], 'ľ', 'iso-8859-2'],
  ])('reads what MSH-18 "%s" names', (msh18, content, expected, encoding) => {
    const bytes = Buffer.concat([bytesOf(`${header(msh18)}NTE|1||`), Buffer.from(content)]);

    const decoded = decodeMessage(bytes);

    expect(decoded).toEqual({ text: `${header(msh18)}NTE|1||${expected}`, encoding, guessed: false });
  });

  it.each(['', 'ASCII', 'UNICODE UTF-8', '8859/2', 'UNICODE UTF-16'])(
    'reads ASCII as what it is where MSH-18 is "%s"',
    (msh18) => {
      const text = `${header(msh18)}OBX|1|NM|||1|mg/dL`;

      expect(decodeMessage(bytesOf(text))).toEqual({ text, encoding: 'us-ascii', guessed: false });
    },
  );

  it('finds MSH-18 behind frame bytes and line ends, and at the very end', () => {
    const behind = Buffer.concat([bytesOf(`\r\n\v${header('8859/2')}`), Buffer.from([0xb5])]);
    const atTheEnd = bytesOf(`MSH|^~\\&|\xb5${header('8859/2').slice('MSH|^~\\&|LIS'.length, -1)}`, 'latin1');

    expect(decodeMessage(behind)).toMatchObject({ encoding: 'iso-8859-2', guessed: false });
    expect(decodeMessage(atTheEnd)).toMatchObject({ encoding: 'iso-8859-2', guessed: false });
  });

  it('puts no replacement character for what a named set does not know', () => {
    const decoded = decodeMessage(Buffer.concat([bytesOf(header('')), Buffer.from([0xff])]), 'euc-jp');

    expect(decoded).toEqual({ text: `${header('')}ÿ`, encoding: 'windows-1252', guessed: true });
  });

  it('reads an escape character in ASCII', () => {
    const text = `${header('ASCII')}NTE|1||\u001b`;

    expect(decodeMessage(bytesOf(text))).toEqual({ text, encoding: 'us-ascii', guessed: false });
  });

  it('lets the Content-Type go before MSH-18', () => {
    const bytes = bytesOf(`${header('UNICODE UTF-8')}µ`, 'latin1');

    const decoded = decodeMessage(bytes, 'iso-8859-1');

    expect(decoded).toEqual({
      text: `${header('UNICODE UTF-8')}µ`,
      encoding: 'windows-1252',
      guessed: false,
    });
  });

  it('asks MSH-18 where the Content-Type names no set we know', () => {
    const bytes = bytesOf(`${header('8859/1')}µ`, 'latin1');

    const decoded = decodeMessage(bytes, 'x-unheard-of');

    expect(decoded).toMatchObject({ encoding: 'windows-1252', guessed: false });
  });

  it.each([
    ['UTF-8 is named but it is Latin-1', 'UNICODE UTF-8', 'latin1', 'windows-1252'],
    ['nothing is named and it is not UTF-8', '', 'latin1', 'windows-1252'],
    ['UTF-16 is named but it is UTF-8', 'UNICODE UTF-16', 'utf8', 'utf-8'],
    ['UTF-16 is named but it is Latin-1', 'UNICODE UTF-16', 'latin1', 'windows-1252'],
    ['UTF-16LE is named but it is UTF-8', 'UTF-16LE', 'utf8', 'utf-8'],
    ['UTF-16BE is named but it is UTF-8', 'UTF-16BE', 'utf8', 'utf-8'],
    ['ASCII is named but it is UTF-8', 'ASCII', 'utf8', 'utf-8'],
    ['ASCII is named but it is Latin-1', 'ASCII', 'latin1', 'windows-1252'],
    ['US-ASCII is named but it is UTF-8', 'us-ascii', 'utf8', 'utf-8'],
  ] as const)('guesses and says so where %s', (_, msh18, sent, encoding) => {
    const decoded = decodeMessage(bytesOf(`${header(msh18)}µmol/L`, sent));

    expect(decoded).toEqual({ text: `${header(msh18)}µmol/L`, encoding, guessed: true });
  });

  it.each([
    ['UTF-16 with a mark, little endian', Buffer.from('\ufeffMSH|µ', 'utf16le'), 'utf-16le'],
    ['UTF-16 with a mark, big endian', Buffer.from('\ufeffMSH|µ', 'utf16le').swap16(), 'utf-16be'],
    ['UTF-16 without a mark, little endian', Buffer.from('MSH|µ', 'utf16le'), 'utf-16le'],
    ['UTF-16 without a mark, big endian', Buffer.from('MSH|µ', 'utf16le').swap16(), 'utf-16be'],
    ['UTF-8 with a mark', Buffer.from('\ufeffMSH|µ'), 'utf-8'],
  ])('reads %s', (_, bytes, encoding) => {
    const decoded = decodeMessage(bytes);

    expect(decoded).toEqual({ text: 'MSH|µ', encoding, guessed: false });
  });

  it('does not put a replacement character for half a pair in UTF-16', () => {
    const bytes = Buffer.from('\ufeffMSH|\ud800|', 'utf16le');

    const decoded = decodeMessage(bytes);

    expect(decoded.guessed).toBe(true);
    expect(decoded.text).not.toContain('\ufffd');
  });

  it.each([
    ['bytes without any MSH', [0xb5, 0x80]],
    ['an MSH of three bytes and one that is not ASCII', [0x4d, 0x53, 0x48, 0xb5]],
    ['nothing after MSH', [0xb5, 0x4d, 0x53, 0x48]],
  ])('decodes %s', (_, content) => {
    const decoded = decodeMessage(Uint8Array.from(content));

    expect(decoded).toMatchObject({ encoding: 'windows-1252', guessed: true });
  });

  it('finds MSH-18 when the message is one long line', () => {
    const bytes = Buffer.concat([bytesOf(header('8859/2').slice(0, -1)), Buffer.from([0x7c, 0xb5])]);

    const decoded = decodeMessage(bytes);

    expect(decoded.encoding).toBe('iso-8859-2');
  });

  it('tells the reader of a message that its set was guessed', () => {
    const text = `${header('')}PID|1||1^^^LAB\rOBX|1|NM|X||1|µmol/L\r`;

    const readLatin1 = read(bytesOf(text, 'latin1'));

    expect(readLatin1.charsetGuessed).toBe(true);
    expect(readLatin1.patients[0]?.observations[0]?.units[0]?.code).toBe('µmol/L');
    expect(read(text).charsetGuessed).toBe(false);
  });

  it('refuses bytes that are no HL7 in any set', () => {
    const fate = fateOf(bytesOf('something else', 'utf16le'));

    expect(fate).toBe('no-msh');
  });
});
