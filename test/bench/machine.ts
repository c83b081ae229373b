import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly platform: string;
  /** Average load of the minute before: what else it was busy with. */
  readonly load: number;
};

/** What the figures were measured on: without it they say nothing. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load: loadavg()[0] ?? 0,
  };
}

export function machineLine({ processor, cores, memoryGb, node, platform, load }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}, ${platform}; load before it ${load.toFixed(1)}`;
}
