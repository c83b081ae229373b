import { describe, expect, it } from 'vitest';
import { type ChartDependencies, createChartService } from '../../../shared/chart/create-chart-service.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { UnprocessableMessageError } from '../../../shared/runtime/errors.ts';
import { keys, NOW, patientFact, repositoryOf } from './charts.ts';

const patient = { authority: 'HOSP', id: 'MRN1' };

async function recorded(identity: string, ...facts: readonly PatientFact[]) {
  const { repository, memory } = await repositoryOf([]);
  const retention = { unregisteredDays: 90, registeredDays: 400 };
  const needed = { repository, keys, retention, clock: { now: () => NOW } };
  const service = createChartService(needed as unknown as ChartDependencies);
  for (const fact of facts) await service.record(patient, identity, fact);
  return memory.items();
}

describe('a fact', () => {
  it('is put once under what it is and what was understood of it, with the instant of its reading', async () => {
    const items = await recorded('m', patientFact(), patientFact(), patientFact({ mapVersion: '2' }));
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ pk: keys.patientKey(patient), readAt: NOW });
  });

  it('of 380,000 bytes is put; a larger one is refused for good, not tried again for days', async () => {
    const others = JSON.stringify(patientFact({ birthDate: '' })).length;
    const fact = (bytes: number) => patientFact({ birthDate: 'x'.repeat(bytes - others) });

    expect(await recorded('m', fact(380_000))).toHaveLength(1);
    await expect(recorded('m', fact(380_001))).rejects.toThrow(
      new UnprocessableMessageError('fact-too-large', 'what it says of one patient is over 380000 bytes'),
    );
  });
});
