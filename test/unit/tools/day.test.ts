import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../../shared/clinical/instant.ts';
import { DAY_START, generateDay, stories } from '../../../tools/day/day.ts';
import { registryPeople } from '../../../tools/day/registry-people.ts';

const people = registryPeople(readFileSync('tools/samples/registry.csv', 'utf8'));
const dayOf = (seed: number, background = 100) => generateDay({ seed, start: DAY_START, background }, people);
const lines = (text: string): readonly string[] => text.split('\r').slice(0, -1);
const field = (line: string, number: number): string => line.split('|')[number] ?? '';

describe('the sample day', () => {
  test('is the same for the same seed, byte for byte', () => {
    expect(dayOf(7)).toEqual(dayOf(7));
  });

  test('is another day for another seed', () => {
    expect(dayOf(7).map(({ text }) => text)).not.toEqual(dayOf(8).map(({ text }) => text));
  });

  test('is in the order in which the laboratories send', () => {
    const times = dayOf(1).map(({ at }) => at);

    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test('tells every story in at least one message', () => {
    const told = new Set(dayOf(1).map(({ story }) => story));

    expect(stories.filter(({ id }) => !told.has(id))).toEqual([]);
  });

  test('comes from two laboratories', () => {
    expect(new Set(dayOf(1).map(({ feed }) => feed))).toEqual(new Set(['riverside', 'northmoor']));
  });

  test('has metabolic panels of 12 to 16 results, and messages without calcium', () => {
    const counts = dayOf(1)
      .filter(({ story }) => story === undefined)
      .map(({ text }) => lines(text).filter((line) => line.startsWith('OBX')).length);

    expect(counts.filter((count) => count >= 12 && count <= 16).length).toBeGreaterThan(20);
    expect(counts.filter((count) => count < 12).length).toBeGreaterThan(20);
  });

  test('never names a patient of a story in its ordinary traffic', () => {
    const told = new Set(stories.map(({ patient }) => patient));
    const ordinary = dayOf(3, 400).filter(({ story }) => story === undefined);
    const patients = ordinary.map(({ text }) =>
      field(lines(text).find((line) => line.startsWith('PID')) ?? '', 3),
    );

    expect(patients.filter((patient) => told.has(patient.split('^')[0] ?? ''))).toEqual([]);
  });

  test('stays within the day but for the results that stories rest on', () => {
    const ordinary = dayOf(5, 400).filter(({ story }) => story === undefined);

    expect(ordinary.filter(({ at }) => at < DAY_START || at > DAY_START + 30 * HOUR_MS)).toEqual([]);
  });

  test('uses a control id twice only where the same message is sent again', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const byControlId = Map.groupBy(dayOf(seed, 20), ({ text }) => field(text, 9));
        const repeated = [...byControlId.values()].filter((messages) => messages.length > 1);

        expect(repeated.map((messages) => new Set(messages.map(({ text }) => text)).size)).toEqual([1]);
      }),
      { numRuns: 20 },
    );
  });

  test('is well-formed but for the stray line that one story is about', () => {
    const strays = dayOf(1, 300).flatMap(({ text, story }) =>
      lines(text)
        .filter((line) => !/^[A-Z][A-Z0-9]{2}\|/.test(line))
        .map(() => story),
    );

    expect(strays).toEqual(['stray-line']);
  });
});
