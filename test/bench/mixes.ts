import { epochMs } from '../../shared/clinical/instant.ts';
import { KINDS, type Kind, type KindMessages, messagesOf, SHARES } from '../cost/kinds.ts';

/** What a laboratory sends in a month, in small: each kind of message by its share, the rare ones once at least. */
export function monthInSmall(messages: number): KindMessages {
  return mixed((kind) => Math.max(1, Math.round(SHARES[kind] * messages)));
}

/** A third with calcium, all of patients with cancer and ten earlier results; none pages. */
export function thirdWithCalcium(messages: number): KindMessages {
  const third = Math.round(messages / 3);
  const many: Partial<Record<Kind, number>> = { registered: third, unwatched: messages - third };
  return mixed((kind) => many[kind] ?? 0);
}

function mixed(howMany: (kind: Kind) => number): KindMessages {
  const now = epochMs(Date.now());
  const kinds = KINDS.map((kind) => messagesOf(kind, howMany(kind), now));
  return {
    before: kinds.flatMap(({ before }) => before),
    counted: spread(kinds.map(({ counted }) => counted)),
  };
}

/** One list in which each of several is spread evenly. */
function spread<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return lists
    .flatMap((list) => list.map((item, index) => ({ item, at: (index + 0.5) / list.length })))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
