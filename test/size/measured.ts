/** What a piece of work took of this process: processor time and the most memory it ever had. */
export type Measured<Result> = {
  readonly result: Result;
  readonly milliseconds: number;
  readonly peakMegabytes: number;
};

export async function measured<Result>(work: () => Result | Promise<Result>): Promise<Measured<Result>> {
  const started = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(started);
  return {
    result,
    milliseconds: Math.round((user + system) / 1_000),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}
