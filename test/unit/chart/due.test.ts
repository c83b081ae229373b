import { describe, expect, it } from 'vitest';
import { firstDue } from '../../../shared/chart/due.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, entry, NOW, sent, snoozed } from './charts.ts';

const claimedUntil = (ms: number) =>
  entry('c', 'P', { delivery: { state: 'claimed', token: 'a', until: plusMs(NOW, ms), attempts: 1 } });

describe('a chart is due', () => {
  it('when the first claim runs out', () => {
    expect(firstDue([claimedUntil(90), entry('s', 'P', { delivery: sent }), claimedUntil(60)])).toBe(
      plusMs(NOW, 60),
    );
    expect(firstDue([claimedUntil(60), claimedUntil(90)])).toBe(plusMs(NOW, 60));
  });

  it('when a snooze ends, whether or not its alert was sent', () => {
    const acknowledgement = snoozed(500);
    const stopped = { state: 'stopped', attempts: 1 } as const;
    expect(firstDue([entry('a', 'P', { delivery: sent, acknowledgement })])).toBe(plusMs(NOW, 500));
    expect(firstDue([entry('a', 'P', { delivery: stopped, acknowledgement })])).toBe(plusMs(NOW, 500));
  });

  it.each([
    ['is sent', { delivery: sent }],
    ['is acknowledged', { delivery: sent, acknowledgement: acknowledged() }],
    ['is a snoozed entry of the worklist', { delivery: { state: 'none' }, acknowledgement: snoozed(500) }],
  ] as const)('never where its alert %s', (_, more) => {
    expect(firstDue([entry('a', 'P', more)])).toBeUndefined();
  });

  it('never without an alert', () => {
    expect(firstDue([])).toBeUndefined();
  });
});
