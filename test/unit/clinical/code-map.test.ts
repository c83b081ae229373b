import { describe, expect, test } from 'vitest';
import { codeMapEntrySchema, feedUnderstandingSchema } from '../../../shared/clinical/code-map.ts';
import { describedIn } from './described.ts';

const accepts = (entry: unknown) => codeMapEntrySchema.safeParse(entry).success;

describe("a feed's own map", () => {
  test.each(['17861-6', '1-8', '2000-8', '1234567-4'])('stands for the LOINC code %s', (loinc) => {
    expect(accepts({ code: 'CA', loinc })).toBe(true);
  });

  test.each([
    '',
    '-6',
    '17861',
    '17861-',
    '17861-66',
    '17861_6',
    'L17861-6',
    '17861-6 ',
    '12345678-4',
    'abc-d',
  ])('cannot stand for "%s", which is no LOINC code', (loinc) => {
    expect(accepts({ code: 'CA', loinc })).toBe(false);
  });

  test('wants a local code, however short', () => {
    expect(accepts({ code: '', loinc: '17861-6' })).toBe(false);
    expect(accepts({ code: 'C', loinc: '17861-6' })).toBe(true);
    expect(accepts({ code: 'CALCIUM-SERUM', loinc: '17861-6' })).toBe(true);
  });

  test('may name system and unit, and nothing else', () => {
    const entry = { code: 'CA', system: 'L', unit: 'mg/dL', loinc: '17861-6' };

    expect(codeMapEntrySchema.parse(entry)).toEqual(entry);
    expect(accepts({ ...entry, name: 'Calcium' })).toBe(false);
  });

  test.each([
    ['code', 'OBX-3.1'],
    ['system', 'OBX-3.3'],
    ['unit', 'OBX-6'],
    ['loinc', 'LOINC code'],
  ])('tells where %s is found', (place, words) => {
    expect(describedIn(codeMapEntrySchema).settings.get(place)).toContain(words);
  });
});

describe('how a feed is understood', () => {
  test('where it says nothing: no map, an empty status is preliminary, no decimal comma', () => {
    expect(feedUnderstandingSchema.parse({})).toEqual({ codes: [], emptyStatus: 'P', decimalComma: false });
  });

  test.each(['P', 'F'])('an empty status may mean %s', (emptyStatus) => {
    expect(feedUnderstandingSchema.parse({ emptyStatus }).emptyStatus).toBe(emptyStatus);
  });

  test.each([{ emptyStatus: 'C' }, { emptyStatus: '' }, { decimalPoint: true }])('refuses %j', (feed) => {
    expect(feedUnderstandingSchema.safeParse(feed).success).toBe(false);
  });

  test.each([
    ['emptyStatus', 'OBX-11 and OBR-25'],
    ['decimalComma', 'quarantined'],
  ])('tells what %s means', (place, words) => {
    expect(describedIn(feedUnderstandingSchema).settings.get(place)).toContain(words);
  });

  test('tells what the map is', () => {
    expect(describedIn(feedUnderstandingSchema).sections.get('codes')).toContain('LOINC');
  });
});
