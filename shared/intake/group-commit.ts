/** What a request takes at most. */
export type GroupLimits = { readonly entries: number; readonly bytes: number };

export type GroupCommitParts<Entry> = {
  /** Sends entries in one request; resolves to whether each of them is durable, in their order. */
  readonly sendTogether: (entries: readonly Entry[]) => Promise<readonly boolean[]>;
  readonly bytesOf: (entry: Entry) => number;
  readonly most: GroupLimits;
  /** What the sender of an entry is told that may not be durable. */
  readonly uncertain: () => Error;
};

type Waiting<Entry> = {
  readonly entry: Entry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/** So long the next ones wait for a request that was not full: about as long as one takes on a good day. */
const PATIENCE_MS = 20;

/**
 * Sends one by one, each resolving once its entry is durable, that share requests: what comes in one turn of the event loop
 * goes together, and so does what comes while a request that was not full is on its way. A full one never waits.
 */
export function createGroupCommit<Entry>(parts: GroupCommitParts<Entry>): (entry: Entry) => Promise<void> {
  const waiting: Waiting<Entry>[] = [];
  let isScheduled = false;
  let partOnItsWay: symbol | undefined;

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      sendWaiting();
    });
  };

  const sendWaiting = (): void => {
    while (waiting.length > 0) {
      const length = lengthOfGroup(waiting, parts);
      const isFull = length < waiting.length || length === parts.most.entries;
      if (isFull) void settle(waiting.splice(0, length), parts);
      else if (partOnItsWay === undefined) sendPart(waiting.splice(0, length));
      else return;
    }
  };

  const sendPart = (group: readonly Waiting<Entry>[]): void => {
    const part = Symbol('part');
    partOnItsWay = part;
    const over = (): void => {
      if (partOnItsWay !== part) return;
      partOnItsWay = undefined;
      sendWaiting();
    };
    const patience = setTimeout(over, PATIENCE_MS);
    void settle(group, parts).then(() => {
      clearTimeout(patience);
      over();
    });
  };

  return (entry) =>
    new Promise((resolve, reject) => {
      waiting.push({ entry, resolve, reject });
      schedule();
    });
}

/** How many of the first fit into one request; one always does. */
function lengthOfGroup<Entry>(
  waiting: readonly Waiting<Entry>[],
  { bytesOf, most }: GroupCommitParts<Entry>,
): number {
  let bytes = 0;
  const first = waiting.slice(0, most.entries);
  for (const [index, { entry }] of first.entries()) {
    bytes += bytesOf(entry);
    if (index > 0 && bytes > most.bytes) return index;
  }
  return first.length;
}

/** Tells each sender of a group what became of its own entry. Never rejects. */
async function settle<Entry>(
  group: readonly Waiting<Entry>[],
  { sendTogether, uncertain }: GroupCommitParts<Entry>,
): Promise<void> {
  try {
    const durable = await sendTogether(group.map(({ entry }) => entry));
    for (const [index, { resolve, reject }] of group.entries()) {
      if (durable[index] === true) resolve();
      else reject(uncertain());
    }
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
