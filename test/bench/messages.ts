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
