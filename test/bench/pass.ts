/** How long a piece of work took, and the processor time of the thread that led it and of the whole process. */
export type Pass = { readonly ms: number; readonly threadMs: number; readonly processMs: number };

export async function timed(work: () => Promise<unknown>): Promise<Pass> {
  const [thread, process_, begun] = [process.threadCpuUsage(), process.cpuUsage(), performance.now()];
  await work();
  const ms = performance.now() - begun;
  return {
    ms,
    threadMs: milliseconds(process.threadCpuUsage(thread)),
    processMs: milliseconds(process.cpuUsage(process_)),
  };
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;

/** Several passes, each over what `prepare` sets up anew; the first ones, which only warm up, are left out. */
export async function passes(
  { warmUp, measured }: { readonly warmUp: number; readonly measured: number },
  prepare: () => Promise<() => Promise<unknown>>,
): Promise<readonly Pass[]> {
  const all: Pass[] = [];
  for (let pass = 0; pass < warmUp + measured; pass += 1) all.push(await timed(await prepare()));
  return all.slice(warmUp);
}
