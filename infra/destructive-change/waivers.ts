import * as z from 'zod';
import { type Change, DESTRUCTIVE } from './changes.ts';

/** Far enough for a release, near enough that somebody looks at it again. */
const LONGEST_DAYS = 90;
const DAY_MS = 86_400_000;

const waiverSchema = z.strictObject({
  resource: z.string().min(1),
  change: z.enum(DESTRUCTIVE),
  /** Who decided it and why nothing is lost. */
  reason: z.string().min(20),
  /** The last day, in UTC, that it counts. */
  expires: z.iso.date(),
});
const waiversSchema = z.array(waiverSchema);
export type Waiver = z.infer<typeof waiverSchema>;

/** Reads a file of waivers; throws with what is wrong. */
export function parseWaivers(json: string, file: string): readonly Waiver[] {
  const read = waiversSchema.safeParse(JSON.parse(json));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** What stops a build: losses that nobody waived, and waivers that are out of date or waive nothing. */
export function faultsOf(
  changes: readonly Change[],
  waivers: readonly Waiver[],
  now: number,
): readonly string[] {
  const unwaived = changes.filter((change) => !waivers.some((waiver) => waives(waiver, change)));
  return [
    ...unwaived.map(({ resource, change, detail }) => `${resource} would be ${change}: ${detail}`),
    ...waivers.flatMap((waiver) => staleness(waiver, changes, now)),
  ];
}

function waives(waiver: Waiver, { resource, change }: Change): boolean {
  return waiver.resource === resource && waiver.change === change;
}

function staleness(waiver: Waiver, changes: readonly Change[], now: number): readonly string[] {
  const { resource, change, expires } = waiver;
  const name = `waiver of ${resource} ${change}`;
  const daysLeft = (Date.parse(expires) + DAY_MS - now) / DAY_MS;
  if (daysLeft <= 0) return [`${name} expired on ${expires}: decide again`];
  if (daysLeft > LONGEST_DAYS + 1)
    return [`${name} expires on ${expires}: at most ${LONGEST_DAYS} days ahead`];
  if (!changes.some((made) => waives(waiver, made))) return [`${name} waives nothing: take it out`];
  return [];
}
