import { expect, it } from 'vitest';
import { createHandler } from '../../../functions/sweep/handler.ts';
import { silentTelemetry, type Told } from './silent-telemetry.ts';

async function sweepWith(outcome: { delivered: number; failed: number; charts: number }) {
  const told: Told[] = [];
  await createHandler({ sweep: async () => outcome, telemetry: silentTelemetry(told) })();
  return told;
}

it('counts what a sweep delivered and what failed, and logs it', async () => {
  const told = await sweepWith({ delivered: 2, failed: 1, charts: 3 });
  expect(told).toContainEqual({ event: 'SweepDelivered', fields: { by: 2 } });
  expect(told).toContainEqual({ event: 'SweepFailed', fields: { by: 1 } });
  expect(told).toContainEqual({ event: 'swept', fields: { charts: 3, delivered: 2, failed: 1 } });
});

it('says that it ran, and logs nothing, when nothing was due', async () => {
  const told = await sweepWith({ delivered: 0, failed: 0, charts: 0 });
  expect(told.map(({ event }) => event)).toEqual(['SweepRuns', 'SweepDelivered', 'SweepFailed']);
});

it('fails when the sweep fails, so that the alarm hears of it', async () => {
  const sweep = () => Promise.reject(new Error('down'));
  await expect(createHandler({ sweep, telemetry: silentTelemetry() })()).rejects.toThrow('down');
});

it('looks after the feeds once what is due is sent', async () => {
  const done: string[] = [];
  const step = (name: string) => async () => void done.push(name);
  const sweep = () => step('sweep')().then(() => ({ delivered: 0, failed: 0, charts: 0 }));
  await createHandler({ sweep, checkFeeds: step('feeds'), telemetry: silentTelemetry() })();
  expect(done).toEqual(['sweep', 'feeds']);
});
