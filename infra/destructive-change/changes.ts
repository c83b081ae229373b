import { isDeepStrictEqual } from 'node:util';
import type { Kept, KeptResources } from './kept.ts';

export const DESTRUCTIVE = ['removed', 'replaced', 'unguarded'] as const;
export type Destructive = (typeof DESTRUCTIVE)[number];

/** What a deployment would do to a resource of the baseline. */
export type Change = { readonly resource: string; readonly change: Destructive; readonly detail: string };

/** Each loss from one state of the app to the next. */
export function changesBetween(baseline: KeptResources, now: KeptResources): readonly Change[] {
  const next = new Map(Object.entries(now));
  return Object.entries(baseline).flatMap(([resource, before]) => {
    const after = next.get(resource);
    const losses = after ? lossesOf(before, after) : [removal(before)];
    return losses.map((loss) => ({ resource, ...loss }));
  });
}

/** Whether the baseline lacks something that is there now: a resource, or a guard of one. */
export function isBehind(baseline: KeptResources, now: KeptResources): boolean {
  return !isDeepStrictEqual(baseline, now);
}

type Loss = Omit<Change, 'resource'>;

function removal({ type }: Kept): Loss {
  return { change: 'removed', detail: `${type} is no longer in its stack` };
}

function lossesOf(before: Kept, after: Kept): readonly Loss[] {
  const lost = before.guards.filter((guard) => !after.guards.includes(guard));
  return [
    ...replacements(before, after).map((detail): Loss => ({ change: 'replaced', detail })),
    ...lost.map((guard): Loss => ({ change: 'unguarded', detail: `it loses: ${guard}` })),
  ];
}

function replacements(before: Kept, after: Kept): readonly string[] {
  if (before.type !== after.type) return [`${before.type} becomes ${after.type}`];
  const names = new Set([...Object.keys(before.identity), ...Object.keys(after.identity)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(before.identity[name], after.identity[name]))
    .map((name) => `its ${name} changes`);
}
