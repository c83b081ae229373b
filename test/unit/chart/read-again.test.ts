import { describe, expect, it } from 'vitest';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import type { Diagnosis } from '../../../shared/clinical/fact.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import { total } from '../clinical/judge/patient.ts';
import { NOW, patientFact } from './charts.ts';
import { partsOf } from './services.ts';

const patient = { authority: 'HOSP', id: 'MRN1' };

const cancer: Diagnosis = {
  ...{ key: 'c', system: 'icd-10', code: 'C50.9', type: 'F', removed: false, sentAt: NOW },
};

/** One message as it is understood under one map after the other, each a minute later; what the chart remembers. */
async function readUnder(...readings: readonly (readonly [mapVersion: string, amount: string])[]) {
  const { parts, plain, time } = partsOf({ judge });
  const service = createChartService(parts);
  const key = await service.record(patient, 'diagnosis', patientFact({ diagnoses: [cancer] }));
  for (const [mapVersion, amount] of readings) {
    time.passed += MINUTE_MS;
    const results = [total(`${amount} mg/dL`, plusMs(NOW, -HOUR_MS), { key: 'calcium' })];
    await service.record(patient, 'message', patientFact({ mapVersion, results }));
    await service.judge(key);
  }
  return (await plain.chart(key)).alerts.map(({ kind, level }) => `${kind} ${level}`);
}

describe('a message that is read again', () => {
  it('is corrected where its first reading alerted by mistake', async () => {
    expect(await readUnder(['1', '14.0'], ['2', '9.0'])).toEqual(['alert critical', 'correction critical']);
  });

  it('alerts where its first reading hid it', async () => {
    expect(await readUnder(['1', '9.0'], ['2', '14.0'])).toEqual(['alert critical']);
  });

  it('counts as first read where the new map is taken back', async () => {
    const alerts = await readUnder(['1', '14.0'], ['2', '9.0'], ['1', '14.0']);
    expect(alerts).toEqual(['alert critical', 'correction critical', 'alert critical']);
  });

  it('raises nothing where it is understood as before', async () => {
    expect(await readUnder(['1', '14.0'], ['2', '14.0'], ['2', '14.0'])).toEqual(['alert critical']);
  });
});
