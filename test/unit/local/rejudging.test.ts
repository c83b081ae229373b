import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startRejudging } from '../../../infra/local/rejudging.ts';
import { MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const PORTION = { tally: { charts: 1, failed: 0, differences: {} } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes on with the night each quarter of an hour, whatever became of the run before', async () => {
  const told: Told[] = [];
  const rejudge = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValue(undefined);
  const { stop } = startRejudging(rejudge, silentTelemetry(told));
  await vi.advanceTimersByTimeAsync(31 * MINUTE_MS);
  await stop();
  expect(rejudge.mock.calls.map(([event]) => event)).toEqual([{}, {}]);
  expect(told.map(({ event }) => event)).toEqual(['rejudge-failed']);
});

it('carries out a command at once', async () => {
  const rejudge = vi.fn().mockResolvedValue(PORTION);
  const { command, stop } = startRejudging(rejudge, silentTelemetry());
  expect(await command({ dryRun: true })).toEqual(PORTION);
  await stop();
  expect(rejudge).toHaveBeenCalledWith({ command: { dryRun: true } }, expect.anything());
});

it('lets a run end at the next page of the table when it is stopped', async () => {
  const remaining: number[] = [];
  const rejudge = vi.fn(async (_event: unknown, context: { getRemainingTimeInMillis: () => number }) => {
    remaining.push(context.getRemainingTimeInMillis());
    await vi.advanceTimersByTimeAsync(0);
    remaining.push(context.getRemainingTimeInMillis());
    return undefined;
  });
  const { command, stop } = startRejudging(rejudge, silentTelemetry());
  const commanded = command({ dryRun: true });
  await stop();
  await commanded;
  expect(remaining).toEqual([15 * MINUTE_MS, 0]);
});
