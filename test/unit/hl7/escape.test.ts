import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, unescapeText } from '../../../shared/hl7/escape.ts';
import { STANDARD_SEPARATORS } from '../../../shared/hl7/separators.ts';
import { cases } from './samples.ts';

const OTHER = { field: '*', component: '$', repetition: '%', escape: '!', subcomponent: '@' };

describe('escape sequences', () => {
  it.each([
    ['nothing to do', 'nothing to do'],
    ['\\F\\', '|'],
    ['\\S\\', '^'],
    ['\\T\\', '&'],
    ['\\R\\', '~'],
    ['\\E\\', '\\'],
    ['a\\.br\\b', 'a\nb'],
    ['\\X41\\', 'A'],
    ['\\X0D0A\\', '\r\n'],
    ['\\X0B1C0D\\', '\x0b\x1c\r'],
    ['\\XC2B5\\', 'µ'],
    ['\\XB5\\', 'µ'],
    ['\\E\\F\\E\\', '\\F\\'],
    ['\\T\\\\T\\', '&&'],
    ['a \\T\\ b \\F\\ c', 'a & b | c'],
  ])('decodes %s once, from left to right', (sent, expected) => {
    const decoded = unescapeText(sent, STANDARD_SEPARATORS);

    expect(decoded).toBe(expected);
  });

  it('decodes ten thousand of them in one text, in order', () => {
    const sent = 'a\\T\\b\\F\\'.repeat(5_000);

    const decoded = unescapeText(`${sent}end`, STANDARD_SEPARATORS);

    expect(decoded).toBe(`${'a&b|'.repeat(5_000)}end`);
  });

  it.each([
    '\\H\\bold\\N\\',
    '\\.sp3\\',
    '\\Z99\\',
    '\\f\\',
    '\\X\\',
    '\\X4\\',
    '\\X4G\\',
    '\\XGG41\\',
    '\\X41GG\\',
    'C:\\temp',
    '\\X41',
    '\\',
    '\\\\',
  ])('keeps %s as it was sent', (sent) => {
    const decoded = unescapeText(sent, STANDARD_SEPARATORS);

    expect(decoded).toBe(sent);
  });

  it("means the sender's own separators", () => {
    const decoded = unescapeText('!F!!S!!T!!R!!E! \\F\\', OTHER);

    expect(decoded).toBe('*$@%! \\F\\');
  });

  it.each([[STANDARD_SEPARATORS], [OTHER]])('gives back any text that was escaped', (separators) => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'|^~\\&*$%!@\r\n\v\x1cFSTREX0'),
        fc.string({ unit: 'binary', maxLength: 2 }),
      ),
    });

    fc.assert(
      fc.property(text, (original) => {
        const escaped = escapeText(original, separators);

        expect(unescapeText(escaped, separators)).toBe(original);
        const { field, component, repetition, subcomponent } = separators;
        for (const one of [field, component, repetition, subcomponent, '\r', '\n', '\v', '\x1c']) {
          expect(escaped).not.toContain(one);
        }
      }),
      cases(150),
    );
  });
});
