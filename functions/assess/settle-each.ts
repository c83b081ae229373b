export type Settled<Result> = { readonly done: readonly Result[]; readonly failed: readonly unknown[] };

/** Does `work` for all, at most `atOnce` at a time, whatever becomes of one; results and failures in the order of `all`. */
export async function settleEach<Of, Result>(
  all: readonly Of[],
  atOnce: number,
  work: (of: Of) => Promise<Result>,
): Promise<Settled<Result>> {
  const waiting = all.entries();
  const settled: PromiseSettledResult<Result>[] = [];
  const workOff = async (): Promise<void> => {
    for (const [index, one] of waiting) {
      [settled[index]] = await Promise.allSettled([work(one)]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, workOff));
  return {
    done: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failed: settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
  };
}
