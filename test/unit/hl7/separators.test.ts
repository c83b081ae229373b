import { describe, expect, it } from 'vitest';
import { readSeparators, STANDARD_SEPARATORS } from '../../../shared/hl7/separators.ts';
import { bytesOf, fateOf, observationsIn, read } from './samples.ts';

const all = (text: string) => Object.values(readSeparators(text) ?? {}).join('');

describe('separators as sent (rule 6)', () => {
  it.each([
    ['MSH|^~\\&|', '|^~\\&'],
    ['MSH|^~\\&#|', '|^~\\&'],
    ['MSH|^~\\&', '|^~\\&'],
    ['MSH|^~\\&\rPID|1', '|^~\\&'],
    ['MSH*%~!@\nPID*1', '*%~!@'],
    ['MSH|^~\\$|', '|^~\\$'],
    ['MSH*%~!@*', '*%~!@'],
    ['MSH*%~!@#*', '*%~!@'],
    ['MSH|^|R', '|^~\\&'],
    ['MSH|^~|R', '|^~\\&'],
    ['MSH|^~\\|R', '|^~\\&'],
    ['MSH|^~ &|R', '|^~\\&'],
    ['MSH|^~&|R', '|^~\\&'],
  ])('%s gives %s', (text, expected) => {
    expect(all(text)).toBe(expected);
  });

  it.each([
    'MSH',
    'MSH|',
    'MSH||A',
    'MSH|blah|A',
    'MSH|^^\\&|A',
    'MSH|^~\\\\&|A',
    'MSH|&~\\|A',
    'MSH^~\\&^A',
    'MSH|^~\\&#!|A',
    'MSHA^~\\&A',
    'MSH ^~\\& A',
    'MSHµ^~\\&µA',
    'MSH|^~\\\x07|A',
  ])('%s gives none, and the message is refused', (text) => {
    expect(readSeparators(text)).toBeUndefined();
    expect(fateOf(bytesOf(text))).toBe('separators-unusable');
  });

  it.each([
    [
      'standard',
      'MSH|^~\\&|L\rPID|1||1^^^H&1.2&ISO~2^^^X\rOBR|1\rOBX|1|ST|A^B&C^LN||x\\F\\y * $ % ! @~z|g\r',
      'x|y * $ % ! @',
    ],
    [
      'standard and truncation',
      'MSH|^~\\&#|L\rPID|1||1^^^H&1.2&ISO~2^^^X\rOBR|1\rOBX|1|ST|A^B&C^LN||x#y~z|g\r',
      'x#y',
    ],
    [
      'all different',
      'MSH*$%!@*L\rPID*1**1$$$H@1.2@ISO%2$$$X\rOBR*1\rOBX*1*ST*A$B@C$LN**x!F!y | ^ ~ \\ &%z*g\r',
      'x*y | ^ ~ \\ &',
    ],
    [
      'the standard ones exchanged',
      'MSH^|\\~&^L\rPID^1^^1|||H&1.2&ISO\\2|||X\rOBR^1\rOBX^1^ST^A|B&C|LN^^x~F~y ~S~\\z^g\r',
      'x^y |',
    ],
    [
      'some of the standard ones',
      'MSH|^~\\$|L\rPID|1||1^^^H$1.2$ISO~2^^^X\rOBR|1\rOBX|1|ST|A^B$C^LN||x\\T\\y & z~z|g\r',
      'x$y & z',
    ],
  ])('reads the same with %s separators', (_, text, value) => {
    const [patient] = read(text, {}).patients;
    const [observation] = patient?.observations ?? [];

    expect(patient?.identifier).toEqual({ authority: 'H', id: '1' });
    expect(observation?.codes).toEqual([
      { code: 'A', text: expect.stringMatching(/^B[&@$]C$/), system: 'LN' },
    ]);
    expect(observation?.values).toEqual([[value], ['z']]);
    expect(observation?.units[0]?.code).toBe('g');
  });

  it('keeps a line feed in a value whatever the separators', () => {
    const text = 'MSH*$%!@*L\rOBR*1\rOBX*1*ST*A**one\ntwo\x0bthree\r';

    expect(observationsIn(text)[0]?.values).toEqual([['one\ntwo\x0bthree']]);
  });

  it('takes the standard separators by the short way', () => {
    expect(readSeparators('MSH|^~\\&|')).toBe(STANDARD_SEPARATORS);
    expect(readSeparators('MSH|^~\\&#|')).toBe(STANDARD_SEPARATORS);
  });
});
