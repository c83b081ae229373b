import { expect, it } from 'vitest';
import { createSweep } from '../../../../shared/alerting/sweep.ts';
import { createChartService } from '../../../../shared/chart/create-chart-service.ts';
import { createReview } from '../../../../shared/chart/review.ts';
import type { Table } from '../../../../shared/chart/table.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../../../../shared/clinical/instant.ts';
import { judge } from '../../../../shared/clinical/judge.ts';
import { NOW, patientFact } from '../../chart/charts.ts';
import { partsOf } from '../../chart/services.ts';
import { diagnosis, total } from '../../clinical/judge/patient.ts';
import { houseOf } from './house.ts';

const PATIENT = { authority: 'HOSP', id: 'MRN1' };
const collectedAt = plusMs(NOW, -HOUR_MS);

const criticalResult = patientFact({
  results: [total('14.0 mg/dL', collectedAt)],
  diagnoses: diagnosis('C34.9', plusMs(NOW, -DAY_MS)).diagnoses,
});
const correctedToNormal = patientFact({
  results: [total('9.4 mg/dL', collectedAt, { status: 'C', reportedAt: NOW, sentAt: NOW })],
});

/** Keeps the first write of a chart on its way until it is let go. */
function delayingFirstWrite() {
  const late: (() => Promise<unknown>)[] = [];
  let writes = 0;
  const wrap = (table: Table): Table => ({
    ...table,
    putVersion: async (...given) => {
      writes += 1;
      if (writes > 1) return table.putVersion(...given);
      late.push(() => table.putVersion(...given));
      throw new Error('crashed');
    },
  });
  return { wrap, arrive: () => late[0]?.() };
}

it('finds the notice of an alert that landed after its correction was judged, and pages it', async () => {
  const { wrap, arrive } = delayingFirstWrite();
  const { parts, pages, time } = partsOf({ judge, wrap });
  const service = createChartService(parts);
  const patient = await service.record(PATIENT, 'result', criticalResult);
  await expect(service.judge(patient)).rejects.toThrow('crashed');
  await service.judge(await service.record(PATIENT, 'correction', correctedToNormal));
  await service.judge(await service.record(PATIENT, 'result', criticalResult));
  await arrive();
  time.passed = 3 * MINUTE_MS;
  await createSweep(parts)();
  expect(pages.map(({ kind, repeat }) => [kind, repeat])).toEqual([['alert', true]]);

  time.passed = DAY_MS;
  const review = (policySince: Parameters<typeof createReview>[0]['policySince']) =>
    createReview({ ...parts, policySince });
  const { run, seen } = houseOf([[patient]], undefined, {
    ...{ clock: parts.clock, reviewBy: review, judge: service.judge },
  });
  await run();

  expect(pages.map(({ kind, repeat }) => [kind, repeat])).toEqual([
    ['alert', true],
    ['correction', false],
  ]);
  expect(seen.notices).toEqual(['ALERT_MISSED 2026-01-06']);
  expect(await review(() => NOW)(patient)).toMatchObject({ differences: [] });
});
