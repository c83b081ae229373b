import { alertedByResult } from '../clinical/alerted.ts';
import { alertedAsOne } from './alerted-as-one.ts';
import type { ChartEntry } from './chart.ts';

/** Whether an alert still stands at a level that pages, all notices among these considered. */
export function standsIn(alerts: readonly ChartEntry[]): (alert: ChartEntry) => boolean {
  const told = alertedByResult(alertedAsOne(alerts));
  return ({ id, resultKey }) => {
    const { current = [], standing } = told.get(resultKey) ?? {};
    if (current.some((alert) => alert.id === id)) return true;
    return standing?.alert.id === id && standing.level !== 'worklist';
  };
}
