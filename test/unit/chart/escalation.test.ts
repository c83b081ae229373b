import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advanced,
  type Escalation,
  escalationSchema,
  nextDue,
  resumed,
  stepOf,
  withdrawn,
} from '../../../shared/chart/escalation.ts';
import { MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { NOW } from './charts.ts';
import { at, escalation } from './escalations.ts';

const THREE = escalation();
const SECOND = advanced(THREE, at(15));
const LAST = advanced(SECOND, at(30));

describe('the steps of an escalation', () => {
  it('are paged one after the other, each at the time it was promised', () => {
    expect([THREE, SECOND, LAST].map(stepOf)).toEqual([1, 2, 3]);
    expect([THREE, SECOND, LAST].map(({ contacts }) => contacts)).toEqual([
      ['first'],
      ['consultant', 'person:anna'],
      ['duty-manager'],
    ]);
    expect([THREE, SECOND, LAST].map(nextDue)).toEqual([at(15), at(30), at(60)]);
    expect([SECOND, LAST].map(({ startedAt }) => startedAt)).toEqual([at(15), at(30)]);
  });

  it('are the first and only one where there is no escalation', () => {
    expect(stepOf(undefined)).toBe(1);
  });

  it('end after the last: nothing is due, and nobody else is paged', () => {
    const over = advanced(LAST, at(60));
    expect(over).toEqual({ ...LAST, told: true });
    expect([nextDue(over), stepOf(over)]).toEqual([undefined, 3]);
    expect(advanced(over, at(61))).toEqual(over);
  });

  it.each([
    [0, 0],
    [120_000, 0],
    [120_001, 120_001],
    [45 * MINUTE_MS, 45 * MINUTE_MS],
  ])('that begin %i ms late have those behind them begin %i ms later', (lateMs, laterMs) => {
    const begun = advanced(THREE, plusMs(at(15), lateMs));
    expect(begun.startedAt).toBe(plusMs(at(15), lateMs));
    expect(begun.next.map(({ dueAt }) => dueAt)).toEqual([plusMs(at(30), laterMs)]);
    expect(begun.overAt).toBe(plusMs(at(60), laterMs));
    expect(begun.shifted ?? false).toBe(laterMs > 0);
  });

  it('are as far off after a pause as they were when the step of now began', () => {
    const again = resumed(SECOND, at(100));
    expect(again).toMatchObject({ startedAt: at(100), next: [{ dueAt: at(115) }], overAt: at(145) });
    expect(stepOf(again)).toBe(2);
  });

  it('end once more after a pause: nobody answers then either, and operations are to be told', () => {
    const again = resumed(advanced(LAST, at(60)), at(500));
    expect(again).toEqual({ ...LAST, startedAt: at(500), overAt: at(530), shifted: true });
    expect(nextDue(again)).toBe(at(530));
    expect(nextDue(advanced(again, at(530)))).toBeUndefined();
  });

  it('stay over after a pause where the alert was taken back', () => {
    expect(nextDue(resumed(withdrawn(LAST), at(500)))).toBeUndefined();
  });

  it('are no more once the alert is taken back; which one was paged last is still known', () => {
    const taken = withdrawn(SECOND);
    expect(taken).toEqual({
      ...{ of: 2, startedAt: at(15), contacts: ['consultant', 'person:anna'], next: [], withdrawn: true },
    });
    expect([stepOf(taken), nextDue(taken)]).toEqual([2, undefined]);
  });

  it('are never left out, doubled or put in another order, whenever the sweep comes', () => {
    const lateness = fc.array(fc.integer({ min: 0, max: 10 * 60 * MINUTE_MS }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(lateness, (late) => {
        const seen: Escalation[] = [THREE];
        for (const ms of late) {
          const last = seen.at(-1) ?? THREE;
          seen.push(advanced(last, plusMs(nextDue(last) ?? NOW, ms)));
        }
        expect(seen.map(stepOf)).toEqual([1, 2, 3, 3]);
        const starts = seen.slice(0, 3).map(({ startedAt }) => startedAt);
        expect(starts.toSorted((a, b) => a - b)).toEqual(starts);
        expect(seen.map(nextDue).map((due) => due === undefined)).toEqual([false, false, false, true]);
      }),
    );
  });

  it('are read from the table as they were put', () => {
    for (const one of [
      THREE,
      SECOND,
      LAST,
      advanced(LAST, at(60)),
      resumed(LAST, at(70)),
      withdrawn(THREE),
    ]) {
      expect(escalationSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    }
  });
});
