import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { createKnownCancer } from '../../../shared/clinical/known-cancer.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { ChartedFact } from '../../../shared/clinical/verdict.ts';
import { days, diagnosis, message, registration } from './judge/patient.ts';

const NOW = days(100);
const HERE = 'P#1';

type Draw = { readonly at: EpochMs; readonly receivedAt: EpochMs; readonly fact: ChartedFact };

const drawn = (at: EpochMs, more: Partial<ChartedFact> = {}): Draw => ({
  at,
  receivedAt: plusMs(at, 1),
  fact: message([], { receivedAt: plusMs(at, 1), ...more }),
});

/** One night's load of the registry, received with it unless said otherwise. */
const load = (night: number, icd10: string, more: Partial<ChartedFact> = {}) =>
  registration({ icd10, status: 'by-code', loadedAt: days(night) }, { receivedAt: days(night), ...more });

/** One diagnosis with an identifier of its own, as a message of that day states it. */
const stated = (code: string, day: number, parts: Partial<Diagnosis> = {}) =>
  diagnosis(code, days(day), { key: 'id 1', ...parts });
const alsoStated = (code: string, day: number) => stated(code, day, { key: 'id 2' });
const twice = stated('C50.9', 1);

const ask = (...facts: readonly ChartedFact[]) => createKnownCancer(facts, defaultPolicy, NOW);
/** Since when its chart and another are one. */
const oneSince = (other: string, at: EpochMs) => ({ joinedAt: new Map([[other, at]]) });
const known = (draw: Draw, ...facts: readonly ChartedFact[]) => ask(...facts)(draw);
const classes = (draw: Draw, ...facts: readonly ChartedFact[]) =>
  known(draw, ...facts).findings.map((finding) => finding.class);

describe('what is known for a draw', () => {
  test('is nothing before the first word of a cancer, and the draw counts from its own receipt', () => {
    const draw = drawn(days(0));

    expect(known(draw)).toEqual({ findings: [], arrivedAt: draw.receivedAt });
    expect(known(draw, message([]))).toEqual({ findings: [], arrivedAt: draw.receivedAt });
  });

  test.each([
    ['just within 7 days after the draw', 7 * DAY_MS, ['active']],
    ['a millisecond later', 7 * DAY_MS + 1, []],
  ])('is a diagnosis received %s: %s', (_, later, expected) => {
    expect(classes(drawn(days(0)), diagnosis('C50.9', plusMs(days(0), later)))).toEqual(expected);
  });

  test('is what was received before the draw was, however late that came', () => {
    const late: Draw = { ...drawn(days(0)), receivedAt: days(20) };

    expect(classes(late, diagnosis('C50.9', days(20)))).toEqual(['active']);
    expect(classes(late, diagnosis('C50.9', plusMs(days(20), 1)))).toEqual([]);
  });

  test('dates from the first word of any class, or from the draw where that is later', () => {
    const facts = [diagnosis('Z85.3', days(2)), diagnosis('C50.9', days(4))];

    expect(known(drawn(days(0)), ...facts).arrivedAt).toBe(days(2));
    expect(known(drawn(days(3)), ...facts).arrivedAt).toBe(plusMs(days(3), 1));
  });

  test.each<[string, readonly ChartedFact[], readonly string[]]>([
    [
      'a code that was changed and changed back',
      [stated('C50.9', 1), stated('I10', 2), stated('C50.9', 3)],
      ['active'],
    ],
    [
      'a diagnosis that was removed and is stated again',
      [stated('C50.9', 1), stated('C50.9', 2, { removed: true }), stated('C50.9', 3)],
      ['active'],
    ],
    [
      'a diagnosis that was removed again',
      [stated('C50.9', 1), stated('C50.9', 2, { removed: true }), stated('C50.9', 3, { removed: true })],
      [],
    ],
    [
      'a second diagnosis beside one that is repeated',
      [twice, twice, alsoStated('Z85.3', 3)],
      ['active', 'history'],
    ],
    [
      'a registration after diagnoses that are repeated',
      [twice, twice, load(3, 'Z85.3')],
      ['active', 'history'],
    ],
  ])('holds for %s', (_, facts, expected) => {
    expect(classes(drawn(days(5)), ...facts)).toEqual(expected);
    expect(classes(drawn(days(5)), ...facts.toReversed())).toEqual(expected);
  });

  test.each<[string, ChartedFact]>([
    ['becomes a working one', stated('C50.9', 2, { type: 'W' })],
    ['is said to be older', stated('C50.9', 2, { type: 'A', diagnosedAt: days(-40) })],
  ])('is confirmed once an admitting diagnosis, often repeated, %s', (_, surer) => {
    const admitting = [0, 1, 1.5, 2.5].map((day) => stated('C50.9', day, { type: 'A' }));
    const unconfirmed = (...facts: readonly ChartedFact[]) =>
      known(drawn(days(5)), ...facts).findings.map((finding) => finding.unconfirmed);

    expect(unconfirmed(...admitting)).toEqual([true]);
    expect(unconfirmed(...admitting, surer)).toEqual([false]);
  });

  test('dates from the first of many statements of one diagnosis', () => {
    const repeated = [4, 2, 3].map((day) => stated('C50.9', day));

    expect(known(drawn(days(0)), ...repeated).arrivedAt).toBe(days(2));
  });

  test('is asked of each draw anew: an admitting diagnosis is confirmed by time alone', () => {
    const both = diagnosis('C50.9', days(0), { type: 'A' });
    const withAnother: ChartedFact = {
      ...both,
      diagnoses: [...both.diagnoses, ...diagnosis('I10', days(0)).diagnoses],
    };

    for (const facts of [[both], [both, diagnosis('I10', days(-9))], [withAnother]]) {
      const knownOf = ask(...facts);
      const unconfirmed = [1, 22, 23, 40].map((day) =>
        knownOf(drawn(days(day))).findings.map((finding) => finding.unconfirmed),
      );

      expect(unconfirmed).toEqual([[true], [true], [false], [false]]);
    }
  });

  test('is never looked at from later than now', () => {
    const facts = [diagnosis('C50.9', days(0), { type: 'A' })];
    const knownOf = createKnownCancer(facts, defaultPolicy, days(29));

    expect(knownOf(drawn(days(28))).findings).toMatchObject([{ unconfirmed: true }]);
  });
});

describe('of the loads of the registry', () => {
  const draw = drawn(days(50));

  test('the last one counts, whatever the order of arrival', () => {
    const [first, second, third] = [load(1, 'C50.9'), load(2, 'Z85.3'), load(3, 'C50.9')];

    expect(classes(draw, first, third, second)).toEqual(['active']);
    expect(classes(draw, third, second, first)).toEqual(['active']);
    expect(classes(drawn(days(-5)), first, third, second)).toEqual(['history']);
  });

  test('one that says the same of another status is another', () => {
    const asHistory = registration({ icd10: 'C50.9', status: 'history', loadedAt: days(2) });

    expect(classes(draw, load(1, 'C50.9'), asHistory)).toEqual(['history']);
  });

  test('one that says the same of another chart is another', () => {
    const later = drawn(days(0), { where: 'P#2' });
    const facts = [load(-9, 'C50.9', oneSince('P#2', days(3))), load(-8, 'C50.9', { where: 'P#2' })];

    expect(known(later, ...facts).arrivedAt).toBe(later.receivedAt);
  });

  test('one that repeats the one before changes nothing', () => {
    expect(known(drawn(days(0)), load(1, 'C50.9'), load(2, 'C50.9'))).toEqual(
      known(drawn(days(0)), load(1, 'C50.9')),
    );
  });

  test('one that repeats the one before and was received before it dates the cancer', () => {
    const facts = [load(1, 'C50.9', { receivedAt: days(6) }), load(2, 'C50.9', { receivedAt: days(5) })];

    expect(known(drawn(days(0)), ...facts).arrivedAt).toBe(days(5));
  });

  test('one whose first row was received before the load that it repeats dates the cancer', () => {
    const rows = (night: number, receipts: readonly [number, number]) => [
      load(night, 'C50.9', { receivedAt: days(receipts[0]) }),
      load(night, 'C61', { receivedAt: days(receipts[1]) }),
    ];

    expect(known(drawn(days(0)), ...rows(1, [5, 5]), ...rows(2, [4, 6])).arrivedAt).toBe(days(4));
  });
});

describe('where charts were merged', () => {
  const facts = [diagnosis('C50.9', days(-90))];

  test('a diagnosis of the same chart counts from its receipt, whenever the chart was joined', () => {
    const joined = facts.map((fact) => ({ ...fact, ...oneSince('P#2', days(30)) }));

    expect(classes(drawn(days(0), oneSince('P#2', days(30))), ...joined)).toEqual(['active']);
  });

  test.each<[string, Partial<ChartedFact>, string[]]>([
    ['counts from the day on which the two became one', oneSince(HERE, days(7)), ['active']],
    ['counts not for draws long before that', oneSince(HERE, days(8)), []],
    [
      'counts from then on, whenever it became one with a third',
      {
        joinedAt: new Map([
          [HERE, days(7)],
          ['P#3', days(90)],
        ]),
      },
      ['active'],
    ],
    ['counts from its receipt where nobody says when they became one', {}, ['active']],
  ])('a diagnosis of another chart %s', (_, ofDiagnosis, expected) => {
    const moved = facts.map((fact) => ({ ...fact, where: 'P#2', ...ofDiagnosis }));

    expect(classes(drawn(days(0)), ...moved)).toEqual(expected);
  });

  test('a diagnosis received after the charts became one counts from its receipt', () => {
    const late = diagnosis('C50.9', days(8));

    expect(classes(drawn(days(0)), { ...late, where: 'P#2', ...oneSince(HERE, days(1)) })).toEqual([]);
  });

  test('the draws of each chart are asked for on their own', () => {
    const knownOf = ask({ ...diagnosis('C50.9', days(-90)), ...oneSince('P#2', days(8)) });

    expect(knownOf(drawn(days(0))).findings).toHaveLength(1);
    expect(knownOf(drawn(days(0), { where: 'P#2' })).findings).toHaveLength(0);
  });
});
