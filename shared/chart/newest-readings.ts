import { epochMs } from '../clinical/instant.ts';
import { byText } from '../clinical/text-order.ts';
import type { ChartedFact } from '../clinical/verdict.ts';
import { messageOf } from './keys.ts';
import type { StoredFact } from './stored-fact.ts';

/**
 * One fact of every message. A message that was read again, after its feed's code map was mended for one, has left a
 * fact of each reading: they are no versions of each other, the newest replaces the others. Only the receipt is that of
 * all: to be read again makes a message neither later nor imported.
 */
export function newestReadings(stored: readonly StoredFact[]): readonly ChartedFact[] {
  const messages = Map.groupBy(stored, ({ fact }) => `${fact.where} ${messageOf(fact.factKey)}`);
  return Array.from(messages.values(), (readings) => {
    const { fact } = readings.reduce((a, b) => (isNewer(b, a) ? b : a));
    const receivedAt = epochMs(Math.min(...readings.map((reading) => reading.fact.receivedAt)));
    const origin = readings.some((reading) => reading.fact.origin === 'live') ? 'live' : 'import';
    return { ...fact, receivedAt, origin };
  });
}

function isNewer(a: StoredFact, b: StoredFact): boolean {
  return (a.readAt - b.readAt || byText(a.fact.factKey, b.fact.factKey)) > 0;
}
