import { describe, expect, it } from 'vitest';
import { readDoorHeader } from '../../../shared/hl7/door-header.ts';
import { bytesOf, calciumMessage, read } from './samples.ts';

const headerOf = (bytes: Uint8Array, charset?: string) => {
  const reading = readDoorHeader(bytes, charset);
  return reading.is === 'header' ? reading.header : reading.reason;
};

describe("the door's look at a message", () => {
  it('sees who sent it and how it is to be answered', () => {
    const sent = 'MSH|^~\\&|L\\T\\S^x|F^1.2|A|B|20240501||oru^r01~x^y|M-1|p^T|2.5.1^x|||al|ne\rPID|1\r';

    expect(headerOf(bytesOf(sent))).toMatchObject({
      sendingApplication: 'L&S',
      sendingFacility: 'F',
      code: 'ORU',
      event: 'R01',
      controlId: 'M-1',
      processingId: 'P',
      version: '2.5.1',
      acceptAcknowledgement: 'AL',
      applicationAcknowledgement: 'NE',
      encoding: 'latin1',
    });
  });

  it('sees what the reader sees', () => {
    const { code, event, controlId, sendingApplication, sendingFacility, processingId } =
      read(calciumMessage);

    expect(headerOf(bytesOf(calciumMessage))).toMatchObject({
      code,
      event,
      controlId,
      sendingApplication,
      sendingFacility,
      processingId,
    });
  });

  it.each([
    ['nothing', '', 'empty'],
    ['frame bytes', '\x0b\x1c\r', 'empty'],
    ['no MSH', 'PID|1\rMSH|^~\\&|', 'no-msh'],
    ['JSON', '{"resourceType":"Bundle"}', 'no-msh'],
    ['MSH alone', 'MSH', 'separators-unusable'],
    ['MSH and a separator', 'MSH|', 'separators-unusable'],
    ['no encoding characters', 'MSH||LIS|', 'separators-unusable'],
    ['a letter as separator', 'MSHA^~\\&ALIS', 'separators-unusable'],
    ['a separator that is one of the standard others', 'MSH^~\\&^LIS', 'separators-unusable'],
  ])('cannot answer %s', (_, sent, reason) => {
    expect(readDoorHeader(bytesOf(sent))).toEqual({ is: 'unreadable', reason });
  });

  it('can answer where MSH-2 is no set of separators: the message is refused later', () => {
    expect(headerOf(bytesOf('MSH|blah|LIS|LAB||||||M-1\r'))).toMatchObject({
      sendingApplication: 'LIS',
      sendingFacility: 'LAB',
      separators: { field: '|', component: '^' },
    });
  });

  it.each([
    ['a byte order mark', Buffer.from('\ufeffMSH|^~\\&|LÄB|', 'utf8'), undefined],
    ['UTF-8', Buffer.from('MSH|^~\\&|LÄB|', 'utf8'), undefined],
    ['Latin-1 by the Content-Type', Buffer.from('MSH|^~\\&|LÄB|', 'latin1'), 'iso-8859-1'],
    ['Latin-1 by MSH-18', Buffer.from('MSH|^~\\&|LÄB|||||||||||||||8859/1', 'latin1'), undefined],
    ['UTF-16', Buffer.from('\ufeffMSH|^~\\&|LÄB|\r', 'utf16le'), undefined],
    ['frame bytes and blank lines', Buffer.from('\x0b\r\n MSH|^~\\&|LÄB\x1c'), undefined],
    ['LF', Buffer.from('MSH|^~\\&|LÄB\nPID|1'), undefined],
    ['blanks', Buffer.from('MSH|^~\\&| LÄB |'), undefined],
    [
      'UTF-8, whatever comes after MSH',
      Buffer.concat([Buffer.from('MSH|^~\\&|LÄB|\rNTE|1||'), Buffer.from([0xff])]),
      undefined,
    ],
  ])('reads the sender in %s', (_, bytes, charset) => {
    expect(headerOf(bytes, charset)).toMatchObject({ sendingApplication: 'LÄB' });
  });

  it('keeps the fields as sent behind a byte order mark', () => {
    expect(headerOf(Buffer.from('\ufeffMSH|^~\\&|LIS|LAB\r'))).toMatchObject({
      asSent: ['|', '^~\\&', 'LIS', 'LAB'],
    });
  });

  it.each([
    [0x4d, 0xbb, 0xbf],
    [0xef, 0x4d, 0xbf],
    [0xef, 0xbb, 0x4d],
  ])('takes nothing else for a byte order mark: %i %i %i', (...begin) => {
    const reading = readDoorHeader(Buffer.concat([Buffer.from(begin), bytesOf('MSH|^~\\&|LIS|LAB\r')]));

    expect(reading).toEqual({ is: 'unreadable', reason: 'no-msh' });
  });

  it('sees nobody where the first repetition is empty', () => {
    expect(headerOf(bytesOf('MSH|^~\\&|~LIS|LAB\r'))).toMatchObject({ sendingApplication: '' });
  });

  it('takes no longer for a long message', () => {
    const bytes = Buffer.concat([bytesOf('MSH|^~\\&|LIS|'), Buffer.alloc(50_000_000, 'x')]);

    const started = process.cpuUsage();
    const header = headerOf(bytes);
    const { user, system } = process.cpuUsage(started);

    expect(header).toMatchObject({ sendingApplication: 'LIS' });
    expect((user + system) / 1_000).toBeLessThan(200);
  });
});
