import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isoInstant } from '../../../shared/clinical/instant.ts';
import { readDate, readDtm } from '../../../shared/hl7/dtm.ts';
import { cases } from './samples.ts';

const inZone = (timeZone: string, offsetMinutes?: number) => ({ timeZone, offsetMinutes });
const read = (text: string, timeZone = 'UTC', offsetMinutes?: number) => {
  const dtm = readDtm(text, inZone(timeZone, offsetMinutes));
  return dtm === undefined ? undefined : isoInstant(dtm.at);
};

describe('DTM', () => {
  it.each([
    ['2024', '2024-01-01T00:00:00.000Z', 'year'],
    ['202405', '2024-05-01T00:00:00.000Z', 'month'],
    ['20240517', '2024-05-17T00:00:00.000Z', 'day'],
    ['2024051713', '2024-05-17T13:00:00.000Z', 'hour'],
    ['202405171301', '2024-05-17T13:01:00.000Z', 'minute'],
    ['20240517130159', '2024-05-17T13:01:59.000Z', 'second'],
    ['20240517130159.5', '2024-05-17T13:01:59.500Z', 'fraction'],
    ['20240517130159.1239', '2024-05-17T13:01:59.123Z', 'fraction'],
    [' 20240229 ', '2024-02-29T00:00:00.000Z', 'day'],
    ['00500101', '0050-01-01T00:00:00.000Z', 'day'],
  ])('reads %s by its digits', (text, expected, precision) => {
    const dtm = readDtm(text, inZone('UTC'));

    expect(read(text)).toBe(expected);
    expect(dtm?.precision).toBe(precision);
  });

  it.each([
    ['20240517130000+0000', '2024-05-17T13:00:00.000Z', 0],
    ['20240517130000-0000', '2024-05-17T13:00:00.000Z', 0],
    ['20240517130000-0500', '2024-05-17T18:00:00.000Z', -300],
    ['202405171300+0545', '2024-05-17T07:15:00.000Z', 345],
    ['20240517+1400', '2024-05-16T10:00:00.000Z', 840],
    ['20240517+0059', '2024-05-16T23:01:00.000Z', 59],
  ])('believes the offset of %s', (text, expected, minutes) => {
    const dtm = readDtm(text, inZone('America/New_York', 60));

    expect(dtm && isoInstant(dtm.at)).toBe(expected);
    expect(dtm?.offsetMinutes).toBe(minutes);
  });

  it("takes the message's offset before the feed's zone", () => {
    expect(read('20240517130000', 'America/New_York', 120)).toBe('2024-05-17T11:00:00.000Z');
    expect(read('20240517130000', 'America/New_York')).toBe('2024-05-17T17:00:00.000Z');
  });

  it.each([
    '',
    '""',
    '0',
    '24',
    '202',
    '2024051',
    '20241301',
    '20240001',
    '20240500',
    '20230229',
    '20240431',
    '2024051724',
    '202405171360',
    '20240517130060',
    '20240517130000.',
    '20240517130000.1234567890',
    '20240517.5',
    '20240517130000Z',
    '20240517130000+5',
    '20240517130000+1500',
    '20240517130000+0060',
    '2024-05-17',
    '٢٠٢٤٠٥١٧',
    'yesterday',
  ])('does not read "%s"', (text) => {
    expect(readDtm(text, inZone('Europe/London'))).toBeUndefined();
  });

  it.each([
    [
      'the hour that summer time skips, with the offset before it',
      '20240310023000',
      'America/New_York',
      '2024-03-10T07:30:00.000Z',
    ],
    ['the last minute before it', '20240310015900', 'America/New_York', '2024-03-10T06:59:00.000Z'],
    ['the first minute after it', '20240310030000', 'America/New_York', '2024-03-10T07:00:00.000Z'],
    [
      'the hour that comes twice, as the first',
      '20241103013000',
      'America/New_York',
      '2024-11-03T05:30:00.000Z',
    ],
    ['the hour after that', '20241103023000', 'America/New_York', '2024-11-03T07:30:00.000Z'],
    ['London, skipped', '20240331013000', 'Europe/London', '2024-03-31T01:30:00.000Z'],
    ['London, twice', '20241027013000', 'Europe/London', '2024-10-27T00:30:00.000Z'],
    [
      'a zone whose change is half an hour',
      '20241006021500',
      'Australia/Lord_Howe',
      '2024-10-05T15:45:00.000Z',
    ],
    [
      'a day that begins without a midnight',
      '20180812000000',
      'America/Santiago',
      '2018-08-12T04:00:00.000Z',
    ],
  ])('reads %s', (_, text, zone, expected) => {
    expect(read(text, zone)).toBe(expected);
  });

  it('reads a day on which the clock changes as the clock shows it, before and after', () => {
    const times = ['0000', '0059', '0130', '0200', '2359'].map((time) =>
      read(`20240331${time}`, 'Europe/Dublin'),
    );
    const autumn = ['0059', '0130', '0200', '2359'].map((time) => read(`20241027${time}`, 'Europe/Dublin'));

    expect(times.map((time) => time?.slice(11, 16))).toEqual(['00:00', '00:59', '01:30', '01:00', '22:59']);
    expect(autumn.map((time) => time?.slice(11, 16))).toEqual(['23:59', '00:30', '02:00', '23:59']);
  });

  it('agrees with the calendar on any minute of any day', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'Africa/Casablanca',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Pacific/Apia',
    );
    const days = fc.integer({ min: 0, max: 22_000 });
    const minutes = fc.integer({ min: 0, max: 1439 });

    fc.assert(
      fc.property(zones, days, minutes, (zone, day, minute) => {
        const wall = Temporal.PlainDate.from('1970-01-01')
          .add({ days: day })
          .toPlainDateTime()
          .add({ minutes: minute });
        const text = wall.toString({ smallestUnit: 'minute' }).replaceAll(/[-:T]/g, '');

        const dtm = readDtm(text, inZone(zone));

        expect(dtm?.at).toBe(wall.toZonedDateTime(zone).epochMilliseconds);
      }),
      cases(300),
    );
  });

  it('stays right when it has seen more days than it remembers', () => {
    const texts = Array.from({ length: 10_050 }, (_, index) => {
      const date = new Date(Date.UTC(1990, 0, 1 + index));
      return date.toISOString().slice(0, 10).replaceAll('-', '');
    });

    const results = texts.map((text) => readDtm(text, inZone('Etc/GMT+1'))?.at);

    expect(results.every((at, index) => at === Date.UTC(1990, 0, 1 + index, 1))).toBe(true);
  });
});

describe('a date of birth', () => {
  it.each([
    ['19600102', '1960-01-02'],
    ['19600102235959+1400', '1960-01-02'],
    [' 19600102 ', '1960-01-02'],
    ['196001', undefined],
    ['19600132', undefined],
    ['', undefined],
    ['1960-01-02', undefined],
    ['born 19600102', undefined],
  ])('%s is %s, on no clock', (text, expected) => {
    expect(readDate(text)).toBe(expected);
  });
});
