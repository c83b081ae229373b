import { type EpochMs, plusMs } from '../../shared/clinical/instant.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { canaryMessage } from './canary-message.ts';

/** A way in, as laboratories use it. */
export type FrontDoor = {
  readonly name: string;
  /** Resolves once the message was taken; rejects when it may not have been. */
  readonly send: (message: Uint8Array, reference: string) => Promise<void>;
  /** A page that takes longer counts as none. */
  readonly pageWithinMs: number;
};

/** Where the canary's team is paged. */
export type CanaryPages = {
  /** Throws away what is left of earlier messages. */
  readonly clear: () => Promise<void>;
  /** Resolves once a page came, at `until` when none did; says which. */
  readonly arrive: (until: EpochMs) => Promise<boolean>;
};

export type CanaryParts = {
  readonly doors: readonly FrontDoor[];
  readonly pages: CanaryPages;
  /** MSH-4, by which the message is of the feed whose team is paged there. */
  readonly facility: string;
  readonly clock: Clock;
  readonly newReference: () => string;
  readonly telemetry: Telemetry;
};

/** One after the other: sends a critical result through each front door and waits for its page. Never rejects. */
export function createHandler(parts: CanaryParts): () => Promise<void> {
  return async () => {
    for (const door of parts.doors) await tryDoor(door, parts);
  };
}

async function tryDoor(door: FrontDoor, parts: CanaryParts): Promise<void> {
  const { telemetry } = parts;
  const dimensions = { door: door.name };
  const tookMs = await pageThrough(door, parts);
  telemetry.measure('CanaryFailed', tookMs === undefined ? 1 : 0, 'Count', dimensions);
  if (tookMs === undefined) telemetry.warn('canary-without-page', dimensions);
  else telemetry.measure('CanaryMs', tookMs, 'Milliseconds', dimensions);
}

/** How long the page took; undefined where there was none. */
async function pageThrough(door: FrontDoor, parts: CanaryParts): Promise<number | undefined> {
  const { pages, facility, clock, newReference, telemetry } = parts;
  try {
    await pages.clear();
    const reference = newReference();
    const begun = clock.now();
    await door.send(canaryMessage(reference, begun, facility), reference);
    return (await pages.arrive(plusMs(begun, door.pageWithinMs))) ? clock.now() - begun : undefined;
  } catch (error) {
    telemetry.error('canary-failed', error, { door: door.name });
    return undefined;
  }
}
