import { describe, expect, test } from 'vitest';
import type { Registration } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { birthDatesOf, isUnderAge } from '../../../shared/clinical/patient-age.ts';
import type { ChartedFact } from '../../../shared/clinical/verdict.ts';
import { message, registration } from './judge/patient.ts';

const said = (...dates: readonly (string | undefined)[]): readonly ChartedFact[] =>
  dates.map((birthDate) => ({ ...message([]), ...(birthDate !== undefined && { birthDate }) }));

const registered = (...dates: readonly (string | undefined)[]): readonly Registration[] =>
  dates.flatMap((birthDate) => registration(birthDate === undefined ? {} : { birthDate }).registration ?? []);

const dates = (messages: readonly (string | undefined)[], rows: readonly (string | undefined)[]) =>
  birthDatesOf(said(...messages), registered(...rows));

describe('the date of birth', () => {
  test.each<[string, readonly (string | undefined)[], readonly (string | undefined)[], string | undefined]>([
    ['is that of the messages', ['1950-06-01'], ['1950-06-01'], '1950-06-01'],
    ['is that of the messages before that of the registry', ['1950-06-01'], ['1949-06-01'], '1950-06-01'],
    ['is that of the registry where no message says one', [undefined], ['1949-06-01'], '1949-06-01'],
    ['is unknown where nobody says one', [undefined], [undefined], undefined],
    [
      'is the earliest of several, so that a doubt never makes a child',
      ['2015-06-01', '1951-06-01'],
      [],
      '1951-06-01',
    ],
    ['is the earliest of several of the registry', [], ['2015-06-01', '1951-06-01'], '1951-06-01'],
    ['is none of what is no whole date in a message', ['1950', '1950-06', ''], ['1949-06-01'], '1949-06-01'],
    ['is none of what is no whole date in the registry', [], ['1950', '', '01.06.1950'], undefined],
    ['is none of what has more than a date', ['x1950-06-01', '1950-06-011'], [], undefined],
  ])('%s', (_, messages, rows, birthDate) => {
    expect(dates(messages, rows).birthDate).toBe(birthDate);
  });
});

describe('the dates of birth differ', () => {
  test.each<[string, readonly (string | undefined)[], readonly (string | undefined)[]]>([
    ['when a message says another than the registry', ['1950-06-01'], ['1950-01-06']],
    ['when one of several messages does', ['1950-06-01', '1950-01-06'], ['1950-06-01']],
  ])('%s', (_, messages, rows) => {
    expect(dates(messages, rows).differ).toBe(true);
  });

  test.each<[string, readonly (string | undefined)[], readonly (string | undefined)[]]>([
    ['when they are the same', ['1950-06-01'], ['1950-06-01']],
    ['when the registry says none', ['1950-06-01'], [undefined]],
    ['when there is no registration', ['1950-06-01'], []],
    ['when no message says one', [undefined], ['1950-06-01']],
    ['when what the registry says is no date', ['1950-06-01'], ['1950']],
    ['when each is that of one row', ['1950-06-01', '1950-01-06'], ['1950-01-06', '1950-06-01']],
  ])('not %s', (_, messages, rows) => {
    expect(dates(messages, rows).differ).toBe(false);
  });
});

describe('under 18', () => {
  const birthday = Date.UTC(2026, 5, 15);
  /** When that day begins at UTC+14, before it does anywhere else. */
  const firstAnywhere = Date.UTC(2026, 5, 14, 10);

  test.each([
    ['a millisecond before the birthday begins anywhere', firstAnywhere - 1, true],
    ['once it has begun somewhere', firstAnywhere, false],
    ['on the birthday in UTC', birthday, false],
    ['a day after it', birthday + 86_400_000, false],
  ])('%s: %s', (_, at, isUnder) => {
    expect(isUnderAge('2008-06-15', epochMs(at), 18)).toBe(isUnder);
  });

  test('is nobody whose date of birth is unknown', () => {
    expect(isUnderAge(undefined, epochMs(birthday), 18)).toBe(false);
  });

  test('is a child born on 29 February until the first of March of a common year', () => {
    expect(isUnderAge('2008-02-29', epochMs(Date.UTC(2026, 1, 28, 9)), 18)).toBe(true);
    expect(isUnderAge('2008-02-29', epochMs(Date.UTC(2026, 1, 28, 10)), 18)).toBe(false);
  });
});
