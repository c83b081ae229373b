import { expect, test } from 'vitest';
import { withoutRepeats } from '../../../shared/clinical/cancer-repeats.ts';
import type { Diagnosis } from '../../../shared/clinical/fact.ts';
import { days, diagnosis, message, registration } from './judge/patient.ts';

const stated = (code: string, day: number, parts: Partial<Diagnosis> = {}) =>
  diagnosis(code, days(day), { key: 'id 1', ...parts });
const other = (day: number) => stated('C34.1', day, { key: 'id 2' });
const removed = { removed: true };
const older = { diagnosedAt: days(-9) };

test.each([
  ['the first of many alike', [stated('C50.9', 1), stated('C50.9', 2), stated('C50.9', 3)], [1]],
  [
    'the first of each type',
    [1, 2, 3, 4].map((day) => stated('C50.9', day, { type: day < 3 ? 'A' : 'F' })),
    [1, 3],
  ],
  [
    'the first of each date of diagnosis',
    [stated('C50.9', 1), stated('C50.9', 2, older), stated('C50.9', 3, older)],
    [1, 2],
  ],
  ['the first of each diagnosis', [stated('C50.9', 1), other(2), stated('C50.9', 3), other(4)], [1, 2]],
  ['all where the code changes', [stated('C50.9', 1), stated('I10', 2), stated('C50.9', 3)], [1, 2, 3]],
  [
    'all where the system changes',
    [stated('C50.9', 1), stated('C50.9', 2, { system: 'snomed-ct' }), stated('C50.9', 3)],
    [1, 2, 3],
  ],
  [
    'all where it was removed',
    [stated('C50.9', 1), stated('C50.9', 2, removed), stated('C50.9', 3)],
    [1, 2, 3],
  ],
  [
    'all of the diagnosis that changes, the first of the one that does not',
    [stated('C50.9', 1), other(2), stated('I10', 3), other(4), stated('C50.9', 5)],
    [1, 2, 3, 5],
  ],
  [
    'every registration',
    [stated('C50.9', 1), registration({ loadedAt: days(2) }), registration({ loadedAt: days(3) })],
    [1, 2, 3],
  ],
  ['nothing of what says nothing of cancer', [message([], { receivedAt: days(1) })], []],
])('keeps %s', (_, facts, expected) => {
  expect(withoutRepeats(facts).map(({ receivedAt }) => receivedAt)).toEqual(expected.map(days));
});

test('keeps of a message only the diagnoses that it is the first to state', () => {
  const [first, second] = [stated('C50.9', 1), other(2)];
  const both = { ...second, diagnoses: [...first.diagnoses, ...second.diagnoses] };

  expect(withoutRepeats([first, both])).toEqual([first, second]);
});
