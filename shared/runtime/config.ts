import * as z from 'zod';
import { retentionSchema } from '../chart/stored-fact.ts';
import { feedUnderstandingSchema } from '../clinical/code-map.ts';
import { levelSchema } from '../clinical/level.ts';
import { policySchema } from '../clinical/policy.ts';
import { policyOverrideSchema } from '../clinical/policy-override.ts';
import { escalationConfigSchema, rotaSchema } from './config-escalation.ts';
import { configEscalationFaults } from './config-escalation-faults.ts';
import { identifierName, timeZoneSchema } from './config-time.ts';

const pagingLevels = z
  .array(levelSchema.exclude(['worklist']))
  .optional()
  .describe('sms: critical and urgent, email: critical, urgent and routine, when left out');

const whenPaged = {
  step: identifierName
    .optional()
    .describe('the step of the escalation at which it is paged; the first when step and person are left out'),
  person: identifierName.optional().describe('it is paged while the rota has this person on call'),
};

export const contactSchema = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('sms'),
    to: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, 'not a telephone number in E.164; write + and digits only')
      .describe('telephone number in E.164: + and digits only'),
    levels: pagingLevels,
    ...whenPaged,
  }),
  z.strictObject({
    protocol: z.literal('email'),
    to: z.email('not an e-mail address; correct it'),
    levels: pagingLevels,
    ...whenPaged,
  }),
]);

const teamSchema = z.strictObject({
  id: identifierName,
  name: z.string().min(1),
  contacts: z.array(contactSchema).min(1),
  policy: policyOverrideSchema.optional().describe('what differs for the patients of this team'),
  escalation: escalationConfigSchema
    .optional()
    .describe('who is paged when nobody acknowledges; nobody else when left out'),
  rota: z.array(rotaSchema).optional().describe('who of a step is on call when'),
});
export type Team = z.infer<typeof teamSchema>;

const policySetSchema = policyOverrideSchema
  .extend({ id: identifierName })
  .describe('what differs for the patients whose row of the registry names it in policy_set');

/** Begins the feed id of a sender that the configuration does not know. */
export const UNKNOWN_FEED_PREFIX = 'unknown-';

/** Team and feed of the canary, which every deployment gets by itself. */
export const CANARY = 'canary';
/** Of the canary that goes through the MLLP gateway: neither may take the other's pages for its own. */
export const GATEWAY_CANARY = 'canary-mllp';

/** Whether a team or feed is a canary's: no site may have one of such a name, and no human is paged for it. */
export function isCanary(id: string): boolean {
  return id === CANARY || id === GATEWAY_CANARY;
}

/** One sender's stream: who may send it and how its messages are read. */
export const feedSchema = z.strictObject({
  id: identifierName,
  sendingApplication: z.string().default('').describe('MSH-3.1; empty = any'),
  sendingFacility: z.string().default('').describe('MSH-4.1; empty = any'),
  allowedClientCertificates: z
    .array(z.string().trim().min(1))
    .default([])
    .describe(
      'who may send by MLLP over TLS and HTTPS: common names or SHA-256 fingerprints of client certificates; empty = whoever the transport lets in',
    ),
  timeZone: timeZoneSchema.default('UTC').describe('IANA zone of times without an offset'),
  messageOffsetIsDefault: z.boolean().default(true).describe("MSH-7's offset holds for times without one"),
  preferredIdentifiers: z
    .array(z.strictObject({ authority: z.string().optional(), type: z.string().optional() }))
    .default([])
    .describe(
      'which repetition of PID-3 names the patient: the first of these that matches, else the first usable',
    ),
  defaultAuthority: z.string().default('').describe('stands for an empty PID-3.4'),
  stripLeadingZeros: z
    .boolean()
    .default(false)
    .describe('000123 and 123 are one patient; the registry is read alike, so load it again after a change'),
  placeholderIds: z
    .array(z.string())
    .default(['UNKNOWN', '0', '9999', '99999', '999999', '9999999', '99999999', '999999999']),
  understanding: feedUnderstandingSchema.prefault({}),
  team: identifierName
    .optional()
    .describe(
      'gets the pages of its patients whom the registry gives no team; the fallback team when left out',
    ),
  contentCheckAtDoor: z
    .boolean()
    .default(false)
    .describe('AE for content that cannot be read; otherwise AA and quarantine'),
  gzip: z
    .boolean()
    .default(false)
    .describe('its messages may come compressed: by HTTPS with Content-Encoding gzip, and in gzip files'),
  commitBlocks: z
    .boolean()
    .default(false)
    .describe('MLLP release 2: a commit block says of each message whether it is stored, before its answer'),
  expectedGapMinutes: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('silent for longer than this is an operations alert'),
  unmatchedPatientsAlarm: z
    .number()
    .int()
    .positive()
    .default(50)
    .describe(
      'so many patients judged in a day (UTC), and none of them in the registry, is an operations alert',
    ),
});
export type Feed = z.infer<typeof feedSchema>;

const capsSchema = z.strictObject({
  mllpBytes: z.number().int().positive().default(10_000_000),
  httpBytes: z.number().int().positive().default(4_000_000),
  gzipFileBytes: z
    .number()
    .int()
    .positive()
    .default(2_000_000_000)
    .describe('what a gzip file may grow to; the two caps above hold for what is decompressed, too'),
  segments: z.number().int().positive().default(20_000),
  fieldsPerSegment: z.number().int().positive().default(1_000),
  repetitionsPerField: z.number().int().positive().default(1_000),
});
export type Caps = z.infer<typeof capsSchema>;

const smsSchema = z.strictObject({
  monthlySpendLimitUsd: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('set for the whole AWS account and region; as it is when left out, and 1 in a new account'),
});

const pageStormSchema = z.strictObject({
  pages: z
    .int()
    .min(1)
    .max(1_000)
    .default(10)
    .describe('so many pages of a team go out one by one; SNS takes ten e-mails a second to one address'),
  withinMinutes: z
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe('within so long; what is more goes out together, each minute a page for each level and kind'),
});

/** The whole of calcium-alerts.config.json. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    deskUrl: z
      .url({ protocol: /^https?$/ })
      .max(60, 'too long for an SMS; give an address of 60 characters at most')
      .regex(
        /^[A-Za-z0-9:/._-]*$/,
        'holds characters that not every SMS can carry; use letters, digits and . _ - /',
      )
      .default('http://127.0.0.1:8080')
      .describe('where the link of a page leads; 60 characters at most'),
    teams: z.array(teamSchema).min(1),
    fallbackTeam: identifierName.describe('gets every page of a patient without a (known) team'),
    operations: z.array(contactSchema).default([]).describe('who hears of faults'),
    sms: smsSchema.prefault({}),
    pageStorm: pageStormSchema.prefault({}).describe('when a team has more pages than it can act upon'),
    feeds: z.array(feedSchema).default([]),
    unknownSenders: z.enum(['accept', 'refuse']).default('accept'),
    caps: capsSchema.prefault({}),
    policy: policySchema.prefault({}),
    policySets: z.array(policySetSchema).default([]),
    retention: retentionSchema.prefault({}),
    restoredAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('when the table was restored: pages about results received before say REPEAT'),
  })
  .superRefine((config, context) => {
    const fault = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const [index, id] of repeatedIds(config.teams)) {
      fault(['teams', index, 'id'], `team "${id}" is listed twice; rename or remove one`);
    }
    for (const { path, message } of configEscalationFaults(config)) fault([...path], message);
    const teams = new Set(config.teams.map(({ id }) => id));
    for (const [index, { id, team }] of config.feeds.entries()) {
      if (team !== undefined && !teams.has(team)) {
        fault(['feeds', index, 'team'], `no team "${team}" in teams; name one of them`);
      }
      if (id.startsWith(UNKNOWN_FEED_PREFIX)) {
        fault(['feeds', index, 'id'], `"${UNKNOWN_FEED_PREFIX}" is kept for unknown senders; rename it`);
      }
    }
    for (const [index, id] of repeatedIds(config.feeds)) {
      fault(['feeds', index, 'id'], `feed "${id}" is listed twice; rename or remove one`);
    }
    for (const [index, id] of repeatedIds(config.policySets)) {
      fault(['policySets', index, 'id'], `set "${id}" is listed twice; rename or remove one`);
    }
    if (!config.teams.some(({ id }) => id === config.fallbackTeam)) {
      fault(['fallbackTeam'], `no team "${config.fallbackTeam}" in teams; name one of them`);
    }
  });
export type Config = z.infer<typeof configSchema>;

function* repeatedIds(listed: readonly { readonly id: string }[]): Generator<[number, string]> {
  const seen = new Set<string>();
  for (const [index, { id }] of listed.entries()) {
    if (seen.has(id)) yield [index, id];
    seen.add(id);
  }
}
