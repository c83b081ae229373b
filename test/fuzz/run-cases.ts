import { createRandom } from '../../tools/day/random.ts';
import type { Base } from './bases.ts';
import { faultsOf } from './check-bytes.ts';
import { mutate } from './mutate.ts';

export type FuzzCase = { readonly base: Base; readonly bytes: Buffer };

/** The case of a number: the same number and bases give the same bytes on every machine. */
export function caseOf(number: number, bases: readonly [Base, ...Base[]]): FuzzCase {
  const random = createRandom(Math.imul(number, 0x9e3779b1));
  const base = random.pick(bases);
  const other = random.pick(bases);
  return { base, bytes: mutate(base.bytes, random, other.bytes) };
}

/** Linear time: so many ms of one processor for a message however short, and for each of its bytes. */
const MOST_MS = 100;
const MOST_MS_PER_BYTE = 0.05;

/**
 * What is wrong with a case: what it does, and how long it takes for its bytes. One that seems slow is timed again by
 * the processor's clock, for others may have been at work.
 */
export function faultsOfCase({ bytes }: FuzzCase): readonly string[] {
  const bound = MOST_MS + MOST_MS_PER_BYTE * bytes.length;
  const started = performance.now();
  const faults = faultsOf(bytes);
  if (faults.length > 0 || performance.now() - started <= bound) return faults;
  const ms = Math.min(processorMs(bytes), processorMs(bytes));
  return ms <= bound ? [] : [`takes ${Math.round(ms)} ms for ${bytes.length} bytes`];
}

function processorMs(bytes: Buffer): number {
  const started = process.cpuUsage();
  faultsOf(bytes);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}
