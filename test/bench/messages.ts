import { type EpochMs, epochMs, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { type Laboratory, RIVERSIDE, type TestName } from '../../tools/day/laboratory.ts';
import { resultMessage } from '../../tools/day/messages.ts';
import { personOf } from '../../tools/day/person.ts';
import { createRandom } from '../../tools/day/random.ts';
import { healthyResult } from '../../tools/day/tell-story.ts';

/** Twelve ordinary results without calcium or albumin: what most messages of a laboratory are. */
export const TWELVE_UNWATCHED: readonly TestName[] = [
  'sodium',
  'potassium',
  'chloride',
  'bicarbonate',
  'glucose',
  'urea',
  'creatinine',
  'bilirubin',
  'alp',
  'alt',
  'ast',
  'protein',
];

/** Twelve results with calcium and albumin among them. */
export const TWELVE_WATCHED: readonly TestName[] = [
  'sodium',
  'potassium',
  'chloride',
  'bicarbonate',
  'glucose',
  'urea',
  'creatinine',
  'calcium',
  'protein',
  'albumin',
  'alp',
  'alt',
];

export const BENCH_TIME: EpochMs = epochMs(Date.UTC(2026, 5, 16, 12));

export type BenchMessage = {
  readonly tests: readonly TestName[];
  readonly patient: string;
  readonly number: number;
  readonly calcium?: string;
  readonly sentAt?: EpochMs;
  readonly laboratory?: Laboratory;
};

export function benchMessage(message: BenchMessage): Uint8Array {
  const { tests, patient, number, calcium, sentAt = BENCH_TIME, laboratory = RIVERSIDE } = message;
  const random = createRandom(number);
  const controlId = `B${String(number).padStart(9, '0')}`;
  const text = resultMessage({ laboratory, controlId, sentAt }, personOf(patient, '1960-06-15'), {
    number: controlId,
    panel: ['PANEL', 'Metabolic panel', laboratory.application],
    collectedAt: plusMs(sentAt, -30 * MINUTE_MS),
    reportedAt: sentAt,
    status: 'F',
    results: tests.map((name) => {
      const healthy = healthyResult(laboratory, name, random);
      return name === 'calcium' && calcium !== undefined ? { ...healthy, value: calcium } : healthy;
    }),
  });
  return Buffer.from(text);
}

/** A watched message of so many results: those of twelve, again and again. */
export function longMessage(observations: number, number: number): Uint8Array {
  const { head, twelve } = parts(number);
  const lines = Array.from({ length: observations }, (_, index) =>
    (twelve[index % twelve.length] ?? '').replace(/^OBX\|\d+/, `OBX|${index + 1}`),
  );
  return Buffer.from(`${[...head, ...lines].join('\r')}\r`);
}

/** A watched message of twelve results with a report in it, as a laboratory sends a PDF: base64 in an OBX of its own. */
export function messageWithReport(bytes: number, number: number): Uint8Array {
  const { head, twelve } = parts(number);
  const report = Buffer.from(createRandomBytes(Math.ceil((bytes * 3) / 4))).toString('base64');
  const encapsulated = `OBX|13|ED|PDF^Report^L||LAB^AP^PDF^Base64^${report}||||||F`;
  return Buffer.from(`${[...head, ...twelve, encapsulated].join('\r')}\r`);
}

function parts(number: number): { readonly head: readonly string[]; readonly twelve: readonly string[] } {
  const message = benchMessage({ tests: TWELVE_WATCHED, patient: `RS${number}`, number });
  const lines = Buffer.from(message).toString().split('\r').filter(Boolean);
  return {
    head: lines.filter((line) => !line.startsWith('OBX|')),
    twelve: lines.filter((line) => line.startsWith('OBX|')),
  };
}

function createRandomBytes(length: number): Uint8Array {
  const random = createRandom(length);
  return Uint8Array.from({ length }, () => random.whole(0, 255));
}
