import { parentPort } from 'node:worker_threads';
import { faultNamed } from './faults.ts';
import { runSeed } from './run-seed.ts';

export type Block = { readonly first: number; readonly seeds: number; readonly fault: string };

export type BlockPlayed = {
  readonly played: number;
  readonly pages: number;
  readonly requests: number;
  /** The first seed that fails. */
  readonly failing: number | undefined;
};

parentPort?.on('message', async (block: Block) => parentPort?.postMessage(await play(block)));

async function play({ first, seeds, fault }: Block): Promise<BlockPlayed> {
  const faults = faultNamed(fault);
  let [pages, requests] = [0, 0];
  for (let seed = first; seed < first + seeds; seed += 1) {
    const run = await runSeed(seed, faults === undefined ? {} : { faults });
    pages += run.pages;
    requests += run.requests;
    if (run.violations.length > 0) return { played: seed - first + 1, pages, requests, failing: seed };
  }
  return { played: seeds, pages, requests, failing: undefined };
}
