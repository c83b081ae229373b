import type { ChartedAlert } from '../clinical/verdict.ts';
import type { ChartEntry } from './chart.ts';

/**
 * The alerts of merged charts as if they had been one from the start. Both may have alerted the same result, each
 * counting its own notices (`n`): an alert that stands in its own chart comes after every notice of the other's.
 */
export function alertedAsOne(alerts: readonly ChartEntry[]): readonly ChartedAlert[] {
  const inAll = noticesBy(alerts, (resultKey) => resultKey);
  const inOwn = noticesBy(alerts, (resultKey, where) => `${where} ${resultKey}`);
  return alerts.map((alert) => {
    const { resultKey, where, n } = alert;
    const all = inAll.get(resultKey) ?? 0;
    const own = inOwn.get(`${where} ${resultKey}`) ?? 0;
    // No notice comes after all notices: it counts itself.
    return own <= n ? { ...alert, n: Math.max(n, all) } : alert;
  });
}

/** How many notices a result has had, by what it is told apart by. */
function noticesBy(
  alerts: readonly ChartEntry[],
  keyOf: (resultKey: string, where: string) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, where, resultKey, n, also } of alerts) {
    if (kind === 'alert') continue;
    for (const told of [{ resultKey, n }, ...also]) {
      const key = keyOf(told.resultKey, where);
      counts.set(key, Math.max(counts.get(key) ?? 0, (told.n ?? n) + 1));
    }
  }
  return counts;
}
