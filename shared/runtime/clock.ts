import type { EpochMs } from '../clinical/instant.ts';

/** The only source of "now". */
export type Clock = { readonly now: () => EpochMs };

export const systemClock: Clock = { now: () => Date.now() as EpochMs };
