import * as z from 'zod';
import { feedUnderstandingSchema } from '../clinical/code-map.ts';
import { levelSchema } from '../clinical/level.ts';
import { policySchema } from '../clinical/policy.ts';

const identifierName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower case letters, digits and hyphens, 40 at most');

const contactSchema = z.strictObject({
  protocol: z.enum(['sms', 'email']),
  to: z.string().min(3).describe('telephone number in E.164, or e-mail address'),
  levels: z
    .array(levelSchema.exclude(['worklist']))
    .optional()
    .describe('sms: critical and urgent, email: critical, urgent and routine, when left out'),
});

const teamSchema = z.strictObject({
  id: identifierName,
  name: z.string().min(1),
  contacts: z.array(contactSchema).min(1),
});
export type Team = z.infer<typeof teamSchema>;

/** One sender's stream: who may send it and how its messages are read. */
export const feedSchema = z.strictObject({
  id: identifierName,
  sendingApplication: z.string().default('').describe('MSH-3.1; empty = any'),
  sendingFacility: z.string().default('').describe('MSH-4.1; empty = any'),
  timeZone: z.string().default('UTC').describe('IANA zone of times without an offset'),
  messageOffsetIsDefault: z.boolean().default(true).describe("MSH-7's offset holds for times without one"),
  preferredIdentifiers: z
    .array(z.strictObject({ authority: z.string().optional(), type: z.string().optional() }))
    .default([])
    .describe(
      'which repetition of PID-3 names the patient: the first of these that matches, else the first usable',
    ),
  defaultAuthority: z.string().default('').describe('stands for an empty PID-3.4'),
  stripLeadingZeros: z.boolean().default(false),
  placeholderIds: z
    .array(z.string())
    .default(['UNKNOWN', '0', '9999', '99999', '999999', '9999999', '99999999', '999999999']),
  understanding: feedUnderstandingSchema.prefault({}),
  contentCheckAtDoor: z
    .boolean()
    .default(false)
    .describe('AE for content that cannot be read; otherwise AA and quarantine'),
  gzip: z.boolean().default(false).describe('gzip bodies and files allowed'),
  expectedGapMinutes: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('silent for longer than this is an operations alert'),
});
export type Feed = z.infer<typeof feedSchema>;

const capsSchema = z.strictObject({
  mllpBytes: z.number().int().positive().default(10_000_000),
  httpBytes: z.number().int().positive().default(4_000_000),
  segments: z.number().int().positive().default(20_000),
  fieldsPerSegment: z.number().int().positive().default(1_000),
  repetitionsPerField: z.number().int().positive().default(1_000),
});
export type Caps = z.infer<typeof capsSchema>;

/** The whole of calcium-alerts.config.json. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    deskUrl: z.url().default('http://127.0.0.1:8080').describe('where the link of a page leads'),
    teams: z.array(teamSchema).min(1),
    fallbackTeam: identifierName.describe('gets every page of a patient without a (known) team'),
    operations: z.array(contactSchema).default([]).describe('who hears of faults'),
    feeds: z.array(feedSchema).default([]),
    unknownSenders: z.enum(['accept', 'refuse']).default('accept'),
    caps: capsSchema.prefault({}),
    policy: policySchema.prefault({}),
  })
  .superRefine((config, context) => {
    const teams = new Set<string>();
    for (const [index, team] of config.teams.entries()) {
      if (teams.has(team.id)) {
        context.addIssue({
          code: 'custom',
          path: ['teams', index, 'id'],
          message: `team "${team.id}" is listed twice`,
        });
      }
      teams.add(team.id);
    }
    if (!teams.has(config.fallbackTeam)) {
      context.addIssue({
        code: 'custom',
        path: ['fallbackTeam'],
        message: `no team "${config.fallbackTeam}" in teams`,
      });
    }
  });
export type Config = z.infer<typeof configSchema>;
