import { describe, expect, it } from 'vitest';
import { normalisedId } from '../../../shared/hl7/patient-identifier.ts';
import type { Feed } from '../../../shared/runtime/config.ts';
import { feedWith, read } from './samples.ts';

const patient = (pid3: string, changes: Partial<Feed> = {}) => {
  const text = `MSH|^~\\&|L\rPID|1|EXTERNAL|${pid3}||||||||||||||||ACCOUNT\r`;
  const [group] = read(text, { feed: feedWith(changes) }).patients;
  return group?.identifier === undefined
    ? group?.identifierFault
    : `${group.identifier.authority}/${group.identifier.id}`;
};
const prefer = (...preferredIdentifiers: Feed['preferredIdentifiers']) => ({ preferredIdentifiers });

describe('which repetition of PID-3 names the patient', () => {
  const sent = 'V1^^^HOSP^VN~M1^^^HOSP^MR~N1^^^NHS^NH~M2^^^OTHER&1.2.3&ISO^MR';

  it.each([
    ['the first that is no account or visit', {}, 'HOSP/M1'],
    ['the preferred type', prefer({ type: 'NH' }), 'NHS/N1'],
    ['the preferred authority', prefer({ authority: 'OTHER' }), 'OTHER/M2'],
    ['the preferred authority by its universal id', prefer({ authority: '1.2.3' }), '1.2.3/M2'],
    ['the preferred authority and type', prefer({ authority: 'HOSP', type: 'MR' }), 'HOSP/M1'],
    ['the first preference before the second', prefer({ type: 'NH' }, { type: 'MR' }), 'NHS/N1'],
    ['the second where none meets the first', prefer({ type: 'PI' }, { authority: 'NHS' }), 'NHS/N1'],
    ['the first usable where none is met', prefer({ authority: 'HOSP', type: 'PI' }), 'HOSP/M1'],
    ['never a visit, even when preferred', prefer({ type: 'VN' }), 'HOSP/M1'],
    [
      'a preference compared without blanks around it',
      prefer({ authority: ' NHS ', type: ' NH ' }),
      'NHS/N1',
    ],
    ['an authority compared with its case', prefer({ authority: 'nhs' }), 'HOSP/M1'],
  ])('%s', (_, changes, expected) => {
    expect(patient(sent, changes)).toBe(expected);
  });

  it.each([
    ['an empty authority', '1', {}, '/1'],
    ['an empty authority with a default', '1', { defaultAuthority: ' HOSP ' }, 'HOSP/1'],
    [
      'a default that is preferred',
      'X^^^OTHER~1',
      { defaultAuthority: 'HOSP', ...prefer({ authority: 'HOSP' }) },
      'HOSP/1',
    ],
    ['a universal id alone', '1^^^&1.2.3&ISO', {}, '1.2.3/1'],
    ['null as an authority', '1^^^""^MR', { defaultAuthority: 'HOSP' }, 'HOSP/1'],
    ['blanks around both', ' 1 ^^^ HOSP ^MR', {}, 'HOSP/1'],
    ['leading zeros', '00120^^^H', {}, 'H/00120'],
    ['leading zeros that the feed strips', '00120^^^H', { stripLeadingZeros: true }, 'H/120'],
    ['zeros within an id, which stay', '10020^^^H', { stripLeadingZeros: true }, 'H/10020'],
    [
      'an id of nothing but zeros that the feed strips',
      '000^^^H',
      { stripLeadingZeros: true, placeholderIds: [] },
      'H/0',
    ],
    ['__proto__', '__proto__^^^constructor', {}, 'constructor/__proto__'],
  ])('%s', (_, sent3, changes, expected) => {
    expect(patient(sent3, changes)).toBe(expected);
  });

  it.each([
    ['nothing', '', {}, 'missing'],
    ['an id of null', '""^^^HOSP^MR', {}, 'missing'],
    ['a type without an id', '^^^HOSP^MR', {}, 'missing'],
    ['only an account', '123^^^HOSP^AN', {}, 'missing'],
    ['an account at a visit', '123^^^HOSP^ANC', {}, 'missing'],
    ['an account of a debtor', '123^^^HOSP^AND', {}, 'missing'],
    ['a temporary account', '123^^^HOSP^ANT', {}, 'missing'],
    ['a visit', '123^^^HOSP^VN', {}, 'missing'],
    ['a placeholder', 'UNKNOWN^^^HOSP^MR', {}, 'placeholder'],
    ['a placeholder in lower case', 'unknown^^^HOSP^MR', {}, 'placeholder'],
    [
      'a placeholder behind zeros that the feed strips',
      '000^^^HOSP^MR',
      { stripLeadingZeros: true },
      'placeholder',
    ],
    ["a placeholder of the feed's list", 'TEST^^^HOSP', { placeholderIds: [' test '] }, 'placeholder'],
    ['a placeholder beside a usable one', '9999^^^HOSP^MR~5^^^HOSP^PI', prefer({ type: 'MR' }), 'HOSP/5'],
  ])('%s gives %s', (_, sent3, changes, expected) => {
    expect(patient(sent3, changes)).toBe(expected);
  });

  it('normalises an id of a registry as it does one of a message', () => {
    expect(normalisedId(' 0070 ', { stripLeadingZeros: true })).toBe('70');
    expect(normalisedId(' 0070 ', { stripLeadingZeros: false })).toBe('0070');
  });
});
