import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** A clock that shows what it was last set to, and never goes back. */
export type VirtualClock = Clock & { readonly moveTo: (at: EpochMs) => void };

export function createVirtualClock(start: EpochMs): VirtualClock {
  let now = start;
  return {
    now: () => now,
    moveTo: (at) => {
      if (at > now) now = at;
    },
  };
}
