import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, epochMs } from '../../../shared/clinical/instant.ts';
import { parseRegistry } from '../../../shared/intake/registry.ts';
import { DAY_START } from '../../../tools/day/day.ts';
import { createHospital, type HospitalPlan } from '../../../tools/day/hospital.ts';
import { registryCsv } from '../../../tools/day/registry-csv.ts';

const PLAN: HospitalPlan = { seed: 1, patients: 200, days: 3, start: DAY_START };
const messagesOf = (plan: Partial<HospitalPlan> = {}) =>
  [...createHospital({ ...PLAN, ...plan }).days()].flatMap(({ messages }) => messages);
const field = (text: string, segment: string, number: number): string =>
  text
    .split('\r')
    .find((line) => line.startsWith(segment))
    ?.split('|')[number] ?? '';

describe('a synthetic hospital', () => {
  test('is the same for the same plan, byte for byte, and another for another seed', () => {
    const texts = (seed: number) => messagesOf({ seed }).map(({ text }) => text);

    expect(texts(7)).toEqual(texts(7));
    expect(texts(7)).not.toEqual(texts(8));
  });

  test('makes the same first days, however many follow', () => {
    const daysOf = (days: number) =>
      [...createHospital({ ...PLAN, days }).days()].map(({ messages }) =>
        messages.filter(({ story }) => story === undefined),
      );
    const ordinary = (days: number) => daysOf(days).filter((messages) => messages.length > 0);

    expect(ordinary(5).slice(0, 2)).toEqual(ordinary(2).slice(0, 2));
  });

  test('sends each day in order, and the days one after the other', () => {
    const times = messagesOf().map(({ at }) => Number(at));
    const dates = [...createHospital(PLAN).days()].map(({ date }) => date);

    expect(dates).toEqual(dates.toSorted());
    for (const { date, messages } of createHospital(PLAN).days()) {
      expect(messages.map(({ at }) => new Date(at).toISOString().slice(0, 10))).toEqual(
        messages.map(() => date),
      );
    }
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test('has every day that was asked for, however few its patients are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), (patients, days) => {
        const dates = new Set(
          [...createHospital({ ...PLAN, patients, days }).days()].map(({ date }) => date),
        );
        const asked = Array.from({ length: days }, (_, day) =>
          new Date(DAY_START + day * DAY_MS).toISOString().slice(0, 10),
        );

        expect(asked.filter((date) => !dates.has(date))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('uses no control id for two messages that differ', () => {
    const messages = messagesOf({ patients: 400, days: 5 });
    const byControlId = Map.groupBy(messages, ({ text }) => field(text, 'MSH', 9));
    const different = [...byControlId.values()].filter(
      (some) => new Set(some.map(({ text }) => text)).size > 1,
    );

    expect(different).toEqual([]);
  });

  test('has a registry that the pipeline reads, one patient in 25', () => {
    const rows = parseRegistry(registryCsv(createHospital(PLAN).registered));

    expect(rows).toHaveLength(8);
    expect(new Set(rows.map(({ patient_id }) => patient_id)).size).toBe(8);
  });

  test('tells courses of patients of the registry alone, of the smallest hospital too', () => {
    const { registered } = createHospital({ ...PLAN, patients: 1 });
    const [patient] = registered;
    const told = messagesOf({ patients: 1 }).filter(({ story }) => story !== undefined);

    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ text }) => field(text, 'PID', 3).split('^')[0]))).toEqual(
      new Set([patient?.person.id]),
    );
  });

  test('gives a patient one birth date, however often', () => {
    const messages = messagesOf({ patients: 40, days: 6 });
    const born = Map.groupBy(messages, ({ text }) => field(text, 'PID', 3));
    const several = [...born.values()].filter(
      (some) => new Set(some.map(({ text }) => field(text, 'PID', 7))).size > 1,
    );

    expect(several).toEqual([]);
  });

  test('begins when it is told to', () => {
    const start = epochMs(Date.UTC(2027, 0, 31));
    const dates = [...createHospital({ ...PLAN, start, days: 2 }).days()].map(({ date }) => date);

    expect(dates).toContain('2027-01-31');
    expect(dates).toContain('2027-02-01');
  });
});
