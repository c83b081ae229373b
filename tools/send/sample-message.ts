import { type EpochMs, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { RIVERSIDE } from '../day/laboratory.ts';
import { resultMessage } from '../day/messages.ts';
import { personOf } from '../day/person.ts';
import { createRandom } from '../day/random.ts';
import { healthyResult } from '../day/tell-story.ts';

export type SampleMessage = {
  /** A patient of the sample registry. */
  readonly patient: string;
  readonly birthDate: string;
  /** Calcium in mg/dL, as text. */
  readonly calcium: string;
  /** Albumin in g/dL, as text. */
  readonly albumin: string;
  readonly sentAt: EpochMs;
};

/** A metabolic panel from the Riverside laboratory, collected half an hour before it is sent. */
export function sampleMessage(sample: SampleMessage): string {
  const { patient, birthDate, calcium, albumin, sentAt } = sample;
  const random = createRandom(1);
  const told = new Map([
    ['calcium', calcium],
    ['albumin', albumin],
  ]);
  return resultMessage(
    { laboratory: RIVERSIDE, controlId: `SAMPLE-${sentAt}`, sentAt },
    personOf(patient, birthDate),
    {
      number: `SAMPLE-${sentAt}`,
      panel: ['PANEL', 'Metabolic panel', RIVERSIDE.application],
      collectedAt: plusMs(sentAt, -30 * MINUTE_MS),
      reportedAt: sentAt,
      status: 'F',
      results: RIVERSIDE.metabolicPanel.map((name) => {
        const healthy = healthyResult(RIVERSIDE, name, random);
        return { ...healthy, value: told.get(name) ?? healthy.value };
      }),
    },
  );
}
