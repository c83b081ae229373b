import { describe, expect, it } from 'vitest';
import { tellOfFailing } from '../../../shared/intake/failing-records.ts';
import type { FailedRecord } from '../../../shared/intake/postpone.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const failed = (receives: number, first = Date.UTC(2026, 0, 2, 23, 59)) =>
  ({
    messageId: 'm',
    attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: String(first),
    },
  }) as unknown as FailedRecord;

async function toldOf(...records: FailedRecord[]): Promise<string[]> {
  const notices: string[] = [];
  const operations = {
    tell: async ({ code, subject }: { code: string; subject: string }) =>
      void notices.push(`${code} ${subject}`),
  };
  await tellOfFailing('messages', records, { operations, telemetry: silentTelemetry() });
  return notices;
}

describe('records that fail again and again', () => {
  it('are none after a few receives: a race is lost, a throttle passes', async () => {
    expect(await toldOf(failed(1), failed(7))).toEqual([]);
  });

  it('are told of once for each day on which one was first tried', async () => {
    expect(await toldOf(failed(8), failed(30), failed(8, Date.UTC(2026, 0, 3)))).toEqual([
      'STILL_FAILING messages first tried on 2026-01-02',
      'STILL_FAILING messages first tried on 2026-01-03',
    ]);
  });

  it('are told of with what it means and what to do', async () => {
    const texts: string[] = [];
    const operations = { tell: async ({ text }: { text: string }) => void texts.push(text) };

    await tellOfFailing('files', [failed(8)], { operations, telemetry: silentTelemetry() });

    expect(texts).toEqual([expect.stringMatching(/^Some files have failed 8 times or more .*mend it\.$/)]);
  });

  it('do not fail otherwise because operations cannot be told', async () => {
    const told: Told[] = [];
    const operations = { tell: () => Promise.reject(new Error('SNS down')) };
    await tellOfFailing('files', [failed(9)], { operations, telemetry: silentTelemetry(told) });
    expect(told.map(({ event }) => event)).toEqual(['failing-not-told']);
  });
});
