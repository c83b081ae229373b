import type { Result } from '../clinical/fact.ts';

/** A result of a message with what it is identified by. */
export type IdentifiedResult = {
  readonly identity: string;
  /** OBX-3 as sent. */
  readonly code: string;
  readonly result: Omit<Result, 'key'>;
};

/**
 * No result of a message may pass for a version of another result of it, or a high value would be hidden: where two
 * have one identity, the code as sent and the time of collection tell them apart, and where these are the same too, their
 * order. What is repeated
 * word for word is one result. A correction of one of them that comes alone is a result of its own: it can add an
 * alert, never take one away.
 */
export function toldApart(results: readonly IdentifiedResult[]): readonly IdentifiedResult[] {
  const byIdentity = Map.groupBy(results, ({ identity }) => identity);
  return [...byIdentity.values()].flatMap((same) => {
    const origins = Map.groupBy(same, originOf);
    if (origins.size === 1) return numbered(same);
    return [...origins.values()].flatMap((ofOrigin) => numbered(ofOrigin.map(withOrigin)));
  });
}

const originOf = ({ code, result }: IdentifiedResult): string => JSON.stringify([code, result.collectedAt]);

const withOrigin = (one: IdentifiedResult): IdentifiedResult => ({
  ...one,
  identity: JSON.stringify([one.identity, originOf(one)]),
});

/** The first keeps its identity, so that a message with fewer of them means the same by it. */
function numbered(same: readonly IdentifiedResult[]): readonly IdentifiedResult[] {
  const distinct = new Map(same.toReversed().map((one) => [JSON.stringify(one.result), one]));
  return [...distinct.values()]
    .toReversed()
    .map((one, index) =>
      index === 0 ? one : { ...one, identity: JSON.stringify([one.identity, index + 1]) },
    );
}
