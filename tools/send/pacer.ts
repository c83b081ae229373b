/** Resolves when the next message may go. */
export type Pacer = () => Promise<void>;

/** How far a sender that was held up may catch up in one go. */
const CATCH_UP_MS = 100;

type Time = { readonly now: () => number; readonly pause: (ms: number) => Promise<void> };

/** At most so many a second, evenly; undefined = as fast as they are answered. */
export function createPacer(perSecond: number | undefined, { now, pause }: Time): Pacer {
  if (perSecond === undefined) return async () => {};
  const everyMs = 1_000 / perSecond;
  let next = now();
  return async () => {
    const at = Math.max(next, now() - CATCH_UP_MS);
    next = at + everyMs;
    if (at > now()) await pause(at - now());
  };
}
