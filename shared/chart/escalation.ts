import * as z from 'zod';
import { type EpochMs, epochMsSchema, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';

const nextStepSchema = z.object({
  dueAt: epochMsSchema,
  /** Whom the step pages, as subscriptions filter by it. */
  contacts: z.array(z.string()),
});

/**
 * Who is paged next when nobody answers an alert, worked out when it was raised. It stays as it is while the alert is
 * answered, and goes on from there where it is opened again.
 */
export const escalationSchema = z.object({
  /** How many steps it has in all. */
  of: z.int().positive(),
  /** When the step that is paged now was claimed. */
  startedAt: epochMsSchema,
  /** Whom that step pages. */
  contacts: z.array(z.string()),
  next: z.array(nextStepSchema),
  /** When the last step is over; absent where nothing is left to answer. */
  overAt: epochMsSchema.exactOptional(),
  /** Operations have been told that nobody answered. */
  told: z.literal(true).exactOptional(),
  /** Its steps begin later than it was worked out for: whoever is on call by then is paged. */
  shifted: z.literal(true).exactOptional(),
  /** A notice has taken the alert back. */
  withdrawn: z.literal(true).exactOptional(),
});
export type Escalation = z.infer<typeof escalationSchema>;

/** Who is paged of such an alert, and when; undefined where nobody comes after the first. */
export type FreezeEscalation = (alert: {
  readonly team: string | undefined;
  readonly level: Level;
  readonly raisedAt: EpochMs;
}) => Escalation | undefined;

/** A step that begins later than this has the ones behind it begin later as well: each gets the time it was promised. */
const LATE_MS = 2 * MINUTE_MS;

/** The step that is paged now: 1 is the first, and the only one where there is no escalation. */
export function stepOf(escalation: Escalation | undefined): number {
  return escalation === undefined ? 1 : escalation.of - escalation.next.length;
}

/** When the next step begins, or, after the last one, operations are to be told; undefined = it is over. */
export function nextDue({ next: [step], overAt, told }: Escalation): EpochMs | undefined {
  if (step !== undefined) return step.dueAt;
  return told ? undefined : overAt;
}

/** The escalation once its next step has begun; over where there is none. */
export function advanced(escalation: Escalation, now: EpochMs): Escalation {
  const [step, ...rest] = escalation.next;
  if (step === undefined) return { ...escalation, told: true };
  const lateMs = now - step.dueAt;
  const begun = { ...escalation, startedAt: now, contacts: step.contacts, next: rest };
  return lateMs > LATE_MS ? delayed(begun, lateMs) : begun;
}

/** The escalation of an alert that a notice has taken back: nobody is paged any more. */
export function withdrawn(escalation: Escalation): Escalation {
  const { overAt: _, ...stopped } = escalation;
  return { ...stopped, of: stepOf(escalation), next: [], withdrawn: true };
}

/**
 * The escalation of an alert that is paged again after a pause: the next step is as far off as it was when this one began,
 * and after the last one operations are told, whatever they were told before.
 */
export function resumed({ told: _, ...escalation }: Escalation, now: EpochMs): Escalation {
  return delayed({ ...escalation, startedAt: now }, now - escalation.startedAt);
}

function delayed(escalation: Escalation, byMs: number): Escalation {
  const next = escalation.next.map((step) => ({ ...step, dueAt: plusMs(step.dueAt, byMs) }));
  const { overAt } = escalation;
  return {
    ...escalation,
    next,
    ...(overAt !== undefined && { overAt: plusMs(overAt, byMs) }),
    shifted: true,
  };
}
