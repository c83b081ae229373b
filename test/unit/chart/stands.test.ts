import { describe, expect, it } from 'vitest';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { standsIn } from '../../../shared/chart/stands.ts';
import { entry } from './charts.ts';

const alert = (id: string, more: Partial<ChartEntry> = {}) => entry(id, 'P#1', { resultKey: 'r', ...more });
const notice = (more: Partial<ChartEntry> = {}) =>
  alert('notice', { kind: 'correction', about: 'first', ...more });

describe('an alert', () => {
  const first = alert('first');

  it('stands where no notice has taken it back', () => {
    expect(standsIn([first])(first)).toBe(true);
  });

  it('stands beside a higher one of the same result', () => {
    const higher = alert('second', { level: 'critical', grade: 4 });
    expect(standsIn([first, higher])(first)).toBe(true);
  });

  it('stands lowered where what is left of it pages', () => {
    const lowered = notice({ standingLevel: 'routine', standingGrade: 1 });
    expect(standsIn([first, lowered])(first)).toBe(true);
  });

  it.each([
    ['withdrawn', {}],
    ['lowered to a line of the worklist', { standingLevel: 'worklist', standingGrade: 0 }],
  ] as const)('does not stand once it is %s', (_, more) => {
    expect(standsIn([first, notice(more)])(first)).toBe(false);
  });

  it('does not stand again because a later one of the same result does', () => {
    const later = alert('later', { n: 1 });
    const stands = standsIn([first, notice(), later]);
    expect([stands(first), stands(later)]).toEqual([false, true]);
  });

  it('does not stand among alerts of which it is none', () => {
    expect(standsIn([])(first)).toBe(false);
  });
});
