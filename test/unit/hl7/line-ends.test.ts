import { describe, expect, it } from 'vitest';
import { normaliseLineEnds, trimFrame } from '../../../shared/hl7/line-ends.ts';

describe('around a message', () => {
  it.each([
    ['NUL', '\0'],
    ['TAB', '\t'],
    ['LF', '\n'],
    ['VT', '\v'],
    ['CR', '\r'],
    ['FS', '\x1c'],
    ['a byte order mark', '\ufeff'],
  ])('%s is no part of it', (_, character) => {
    expect(trimFrame(`${character}${character}MSH${character}x${character}`)).toBe(`MSH${character}x`);
  });

  it('what is at its end alone is no part of it', () => {
    expect(trimFrame('MSH|\r\x1c\r')).toBe('MSH|');
  });

  it('a space before it is no part of it, one at its end is', () => {
    expect(trimFrame('  MSH x ')).toBe('MSH x ');
  });

  it.each(['', '\r', ' ', '\v\x1c\r', ' \r '])(
    '%j leaves nothing of itself but spaces at its end',
    (text) => {
      expect(trimFrame(text).trim()).toBe('');
      expect(trimFrame(text.trimEnd())).toBe('');
    },
  );

  it.each(['a', '\x01', '\x08', '\x0e', '\x1b', '\x1d', '\u00a0'])('%j is a part of it', (character) => {
    expect(trimFrame(`${character}MSH${character}`)).toBe(`${character}MSH${character}`);
  });
});

describe('a line feed', () => {
  it.each([
    ['A00', 'OBX|1\nA00|1', 'OBX|1\rA00|1'],
    ['Z99', 'OBX|1\nZ99|1', 'OBX|1\rZ99|1'],
    ['ZZZ', 'OBX|1\nZZZ|1', 'OBX|1\rZZZ|1'],
  ])('before a segment %s ends a segment', (_, sent, expected) => {
    expect(normaliseLineEnds(sent, '|')).toBe(expected);
  });

  it.each(['a00|', '000|', 'A-0|', 'A0-|', 'A00^', 'A0|', ' A00|', '\\A00|'])('before %s is text', (next) => {
    expect(normaliseLineEnds(`OBX|1\n${next}1`, '|')).toBe(`OBX|1\n${next}1`);
  });

  it('before a segment is told by the separator in force, whichever was asked for before', () => {
    expect(normaliseLineEnds('OBX*1\nNTE*1\nNTE|1', '*')).toBe('OBX*1\rNTE*1\nNTE|1');
    expect(normaliseLineEnds('OBX|1\nNTE*1\nNTE|1', '|')).toBe('OBX|1\nNTE*1\rNTE|1');
    expect(normaliseLineEnds('OBX*1\nNTE*1\nNTE|1', '*')).toBe('OBX*1\rNTE*1\nNTE|1');
  });

  it.each(['"', ';', '<', '}', '`'])(
    'before each segment of several is an end, separated by %s',
    (separator) => {
      const text = `OBX${separator}1\nNTE${separator}1\nNTE${separator}2\ntext`;

      expect(normaliseLineEnds(text, separator)).toBe(text.replace('\nN', '\rN').replace('\nN', '\rN'));
    },
  );

  it('after a CR is one end with it, whatever follows', () => {
    expect(normaliseLineEnds('OBX|1\r\nany text\r\n\r\nOBX|2', '|')).toBe('OBX|1\rany text\r\rOBX|2');
  });
});
