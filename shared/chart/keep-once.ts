import type { ChartRepository } from './chart-repository.ts';

type KeepFact = ChartRepository['keepFact'];

/**
 * Keeps a fact for longer. What is asked while the same is under way waits for that: messages of one patient that are
 * judged side by side each find the facts that the others have just put. Once it has ended it is forgotten, so that
 * nothing counts as kept that the table may have lost since.
 */
export function keepOnce(keepFact: KeepFact): KeepFact {
  const underWay = new Map<string, Promise<void>>();
  return (fact, expiresAt) => {
    const what = `${fact.where} ${fact.factKey} ${expiresAt}`;
    const kept = underWay.get(what) ?? keepFact(fact, expiresAt).finally(() => underWay.delete(what));
    underWay.set(what, kept);
    return kept;
  };
}
