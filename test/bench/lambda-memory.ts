import type { Prices } from '../cost/prices.ts';

/** What one invocation takes, whatever it runs on. */
export type Invocation = {
  readonly messages: number;
  readonly processorMs: number;
  /** Time spent waiting for AWS, the processor idle. */
  readonly waitingMs: number;
};

/** Memory sizes worth a look, in MB; 1,769 is one whole processor (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
export const MEMORY_SIZES_MB = [256, 512, 1_024, 1_769, 3_008] as const;
const WHOLE_PROCESSOR_MB = 1_769;

/** A function's share of a processor grows with its memory; one thread uses no more than a whole one. */
export function durationMs({ processorMs, waitingMs }: Invocation, memoryMb: number): number {
  return (processorMs * WHOLE_PROCESSOR_MB) / Math.min(memoryMb, WHOLE_PROCESSOR_MB) + waitingMs;
}

/** Dollars for the time of a million messages. */
export function dollarsAMillion(invocation: Invocation, memoryMb: number, prices: Prices): number {
  const gigabyteSeconds = (durationMs(invocation, memoryMb) / 1_000) * (memoryMb / 1_024);
  return (gigabyteSeconds / invocation.messages) * 1_000_000 * prices.lambdaArmGbSecond;
}

/** The least memory that holds twice what was measured and ends an invocation in time. */
export function recommendedMemoryMb(
  invocation: Invocation,
  peakMb: number,
  longestMs: number,
): number | undefined {
  return MEMORY_SIZES_MB.find(
    (memoryMb) => memoryMb >= 2 * peakMb && durationMs(invocation, memoryMb) <= longestMs,
  );
}
