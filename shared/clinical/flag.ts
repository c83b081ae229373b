import * as z from 'zod';

/** Every flag a judgement can carry. Codes are public: documented in docs/clinical.md, never renamed. */
export const FLAGS = [
  'ALBUMIN_MISSING',
  'BIRTH_DATE_DIFFERS',
  'BONE',
  'CHARSET_GUESSED',
  'CHECK_IONIZED',
  'CHECK_SPECIMEN',
  'DEFAULT_LIMIT',
  'DISCORDANT',
  'LAB_CRITICAL_DISAGREES',
  'LATE',
  'NO_PREVIOUS_RESULT',
  'PH_ADJUSTED',
  'PRELIMINARY',
  'PROVISIONAL',
  'REPORT_TIME',
  'TIME_CLAMPED',
  'UNCERTAIN',
] as const;

export const flagSchema = z.enum(FLAGS);
export type Flag = z.infer<typeof flagSchema>;
