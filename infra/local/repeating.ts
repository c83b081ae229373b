/** Work that is done again and again, never twice at once. */
export type Repeating = { readonly stop: () => Promise<void> };

/** Does `work` every `everyMs`, counted from the end of the time before; `onError` hears of what it throws. */
export function repeat(
  work: () => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): Repeating {
  let stopped = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    if (!stopped) timer = setTimeout(once, everyMs);
  };
  const once = () => {
    running = work()
      .then(() => {}, onError)
      .then(later);
  };
  later();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
