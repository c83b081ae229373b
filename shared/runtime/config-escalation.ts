import * as z from 'zod';
import { identifierName, timeZoneSchema } from './config-time.ts';

/** In the order of ISO 8601: Monday is 1. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const MOST_STEPS = 6;
const MOST_MINUTES = 1_440;

const stepSchema = z.strictObject({
  id: identifierName,
  name: z.string().min(1).describe('such as On call, Consultant, Duty manager'),
});

const minutesSchema = z
  .array(z.int().min(1).max(MOST_MINUTES))
  .refine(
    isAscending,
    'does not rise; write minutes since the alert was raised, each more than the one before',
  )
  .describe('minutes since the alert was raised after which each step is over; the last one ends it');

/** Who is paged when nobody acknowledges an alert of the team, and when. */
export const escalationConfigSchema = z.strictObject({
  steps: z.array(stepSchema).min(1).max(MOST_STEPS).describe('in the order in which they are paged'),
  minutes: z
    .strictObject({
      critical: minutesSchema.default([15, 30, 60]),
      urgent: minutesSchema.default([30, 60, 120]),
    })
    .prefault({}),
  timeZone: timeZoneSchema.describe('of working days, of the rota and of its times without an offset'),
  workingDays: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'])
    .describe('a routine alert goes to the second step at the end of the next of them'),
  holidays: z.array(z.iso.date()).default([]).describe('no working days, such as 2026-12-25'),
  workingDayEnds: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time of day; write hours and minutes such as 17:00')
    .default('17:00'),
});
export type EscalationConfig = z.infer<typeof escalationConfigSchema>;

function isAscending(minutes: readonly number[]): boolean {
  return minutes.every((minute, index) => index === 0 || minute > Number(minutes[index - 1]));
}

const timeSchema = z.iso
  .datetime({
    local: true,
    offset: true,
    error: 'not a time; write one such as 2026-12-24T09:00, of the time zone of the escalation',
  })
  .describe('in the time zone of the escalation, unless it ends with Z or an offset');

const turnSchema = z.strictObject({ from: timeSchema, to: timeSchema, person: identifierName });
/** Somebody's turn between two times. */
export type Turn = z.infer<typeof turnSchema>;

const NO_HANDOVER = 'not a local time; write the first handover such as 2026-11-02T09:00';

/** Who of a step is on call when. */
export const rotaSchema = z.strictObject({
  step: identifierName,
  weekly: z
    .strictObject({
      from: z.iso
        .datetime({ local: true, error: NO_HANDOVER })
        .refine((time) => !time.endsWith('Z'), NO_HANDOVER)
        .describe('the first handover: each later one is on that day of the week, at that time'),
      people: z.array(identifierName).min(1).describe('whose week it is, in turn'),
    })
    .optional(),
  calendar: z
    .string()
    .min(1)
    .optional()
    .describe(
      'an iCalendar file, beside this one; a summary or an attendee names the person. Read when this file is',
    ),
  shifts: z.array(turnSchema).default([]).describe('go before the weeks'),
  overrides: z.array(turnSchema).default([]).describe('go before everything else, the last one first'),
});
export type Rota = z.infer<typeof rotaSchema>;

/** Everybody whom the rota names. */
export function peopleOf({ weekly, shifts, overrides }: Rota): readonly string[] {
  const turns = [...shifts, ...overrides].map(({ person }) => person);
  return [...new Set([...(weekly?.people ?? []), ...turns])];
}
