import { describe, expect, it } from 'vitest';
import { alertedAsOne } from '../../../shared/chart/alerted-as-one.ts';
import { entry } from './charts.ts';

const alert = (id: string, where: string, n: number) => entry(id, where, { resultKey: 'r', n });
const notice = (id: string, where: string, n: number) =>
  entry(id, where, { resultKey: 'r', n, kind: 'correction', about: 'x' });
const numbers = (...alerts: Parameters<typeof alertedAsOne>[0]) => alertedAsOne(alerts).map(({ n }) => n);

describe('the alerts of merged charts', () => {
  it('are left as they are where one chart alone has alerted a result', () => {
    expect(numbers(alert('a', 'A', 0), notice('b', 'A', 0), alert('c', 'A', 1), notice('d', 'A', 1))).toEqual(
      [0, 0, 1, 1],
    );
  });

  it('stand after the notices of the other chart, where they stand in their own', () => {
    expect(numbers(alert('a', 'A', 0), notice('b', 'A', 0), alert('c', 'B', 0))).toEqual([0, 0, 1]);
  });

  it('keep their number where it is above all notices that are known', () => {
    expect(numbers(alert('a', 'A', 3), notice('b', 'B', 0))).toEqual([3, 0]);
  });

  it('do not stand again where their own chart has lowered them', () => {
    expect(numbers(alert('a', 'A', 0), notice('b', 'A', 2), alert('c', 'B', 0), notice('d', 'B', 0))).toEqual(
      [0, 2, 0, 0],
    );
  });

  it('count what a notice says of other results of its draw', () => {
    const also = { level: 'urgent', grade: 3, collectedAt: entry('x', 'A').collectedAt } as const;
    const lowered = entry('n', 'A', {
      ...{ kind: 'correction', resultKey: 'q', n: 4 },
      also: [
        { ...also, resultKey: 'r', n: 1 },
        { ...also, resultKey: 's' },
      ],
    });
    const other = entry('c', 'B', { resultKey: 's' });
    expect(numbers(lowered, alert('b', 'B', 0), other)).toEqual([4, 2, 5]);
  });
});
