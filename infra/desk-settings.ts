import * as z from 'zod';
import { arnOf, domainName } from './context-values.ts';

/** What the hospital's identity provider calls what the desk asks of it. */
const claimsSchema = z
  .strictObject({
    email: z.string().min(1).default('email'),
    name: z.string().min(1).default('name'),
    /** Roles and teams: `coordinator`, `auditor`, `team:<id>`. */
    groups: z.string().min(1).default('groups'),
  })
  .prefault({});

const samlSchema = z.strictObject({
  type: z.literal('saml'),
  metadataUrl: z.url({ protocol: /^https$/, error: 'not an address that begins with https://' }),
  claims: claimsSchema,
});

const oidcSchema = z.strictObject({
  type: z.literal('oidc'),
  issuer: z.url({ protocol: /^https$/, error: 'not an address that begins with https://' }),
  clientId: z.string().min(1),
  /** A secret whose whole text is the client's secret. */
  clientSecretArn: arnOf('secretsmanager'),
  claims: claimsSchema,
});

/** Where the hospital's staff sign in. A second factor is then that provider's to ask for. */
export type IdentityProvider = z.infer<typeof samlSchema> | z.infer<typeof oidcSchema>;

const settingsSchema = z.strictObject({
  /** A domain of one's own; left out, the desk is at the address that API Gateway gives. */
  domain: z.strictObject({ name: domainName, certificateArn: arnOf('acm') }).optional(),
  /** Left out, users are made in the user pool, each with a password and a second factor. */
  identityProvider: z.discriminatedUnion('type', [samlSchema, oidcSchema]).optional(),
  /** Users made in the user pool may sign in beside those of the identity provider. */
  ownUsersToo: z.boolean().default(false),
  /** App clients of the user pool, by their ids, whose tokens the API takes beside those of the desk itself. */
  apiClients: z
    .array(z.string().regex(/^[\w+]{1,128}$/, 'the id of an app client'))
    .max(20)
    .default([]),
  /** First part of the sign-in address, unique in all of AWS; made of the deployment and the account when left out. */
  signInPrefix: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower case letters, digits and hyphens, 63 at most')
    .optional(),
});
export type DeskSettings = z.infer<typeof settingsSchema>;

/** The desk of a deployment, there when nothing is said of it; undefined where it is refused. */
export const deskSchema = z
  .preprocess((asked) => {
    if (asked === false || asked === 'false') return undefined;
    return asked === true || asked === 'true' ? {} : asked;
  }, settingsSchema.optional())
  .prefault({});

/** An address of the machine itself: what the configuration says when it says nothing. */
const OWN_MACHINE = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::|\/|$)/;

/**
 * Where pages lead and users sign in: the domain of the desk; else what the configuration says (a way of the hospital's own
 * to it); else the address that API Gateway gives. Throws where the first two differ, and where nobody could sign in.
 */
export function deskAddress(
  configured: string,
  { domain }: Pick<DeskSettings, 'domain' | 'ownUsersToo'>,
  given: string,
): string {
  const own = domain && `https://${domain.name}`;
  if (OWN_MACHINE.test(configured)) return own ?? given;
  const named = configured.replace(/\/$/, '');
  if (own && own !== named) {
    throw new Error(`deskUrl: is not the domain of the desk (${own}); leave it out or write that`);
  }
  if (!/^https:\/\/[^/]+$/.test(named)) {
    throw new Error(
      'deskUrl: the desk needs an address of its own that begins with https://, without a path',
    );
  }
  return named;
}
