import type { Node } from 'constructs';
import * as z from 'zod';
import { arnOf, domainName } from './context-values.ts';
import { deskSchema } from './desk-settings.ts';

/** A domain of one's own for the HL7 API, where each sender shows a client certificate. */
const hl7DomainSchema = z.strictObject({
  name: domainName,
  /** Of the domain, in Certificate Manager. */
  certificateArn: arnOf('acm'),
  /** The authorities of the senders' certificates: a PEM file in a bucket with versions. */
  trustStore: z.string().regex(/^s3:\/\/[a-z0-9.-]+\/.+$/, 'not s3://bucket/key'),
  /** Left out: the newest. A file put later counts only when its version is named here and deployed. */
  trustStoreVersion: z.string().min(1).optional(),
  /** A public certificate that proves the domain is ours, where the one above is private or imported. */
  ownershipCertificateArn: arnOf('acm').optional(),
  /** A secret `{"key": PEM, "cert": PEM}`: what the canary shows. Left out, it does not try this door. */
  canaryCertificateSecretArn: arnOf('secretsmanager').optional(),
});
export type Hl7Domain = z.infer<typeof hl7DomainSchema>;

/** The MLLP gateway: who may reach it, and what with. */
const gatewayShape = z.strictObject({
  /** Networks of laboratories; nobody else gets as far as the handshake. */
  allowedCidrs: z
    .array(z.cidrv4().refine((cidr) => !cidr.endsWith('/0'), 'lets everybody in; name the networks'))
    .min(1),
  /** A secret `{"key": PEM, "cert": PEM, "clientAuthorities": PEM}`, encrypted by the data key or by the account's own. */
  tlsSecretArn: arnOf('secretsmanager'),
  /** As laboratories know the gateway: its certificate is for this name, and the canary asks for it. */
  serverName: domainName.optional(),
  /**
   * A secret `{"key": PEM, "cert": PEM, "serverAuthorities": PEM}`: what the canary shows to the gateway, and whose
   * certificates it takes from it. Left out, it does not try this door.
   */
  canaryCertificateSecretArn: arnOf('secretsmanager').optional(),
  /** Must not overlap with the networks that reach it. */
  vpcCidr: z.cidrv4().default('10.80.0.0/22'),
  /** By which laboratories' networks are reached; left out, the VPC is to be connected by other means. */
  transitGatewayId: z.string().startsWith('tgw-').optional(),
  /** One for each of two zones at least. */
  leastTasks: z.int().min(2).default(2),
  mostTasks: z.int().min(2).default(8),
});
const gatewaySchema = gatewayShape.refine(
  ({ canaryCertificateSecretArn: secret, serverName }) => secret === undefined || serverName !== undefined,
  { path: ['serverName'], error: 'the canary asks for it; name it' },
);
export type GatewaySettings = z.infer<typeof gatewaySchema>;

/** What the canary needs to try the gateway. */
export type GatewayCanarySettings = { readonly serverName: string; readonly certificateSecretArn: string };

/** Undefined where the canary does not try the gateway. */
export function gatewayCanaryOf(gateway: GatewaySettings | undefined): GatewayCanarySettings | undefined {
  const { serverName, canaryCertificateSecretArn: certificateSecretArn } = gateway ?? {};
  return serverName && certificateSecretArn ? { serverName, certificateSecretArn } : undefined;
}

/** What goes over the bus: what a page says; with patient data, the FHIR bundle of the alert too. */
const fhirEventsSchema = z.strictObject({ withPatientData: z.boolean().default(false) });
export type FhirEventsSettings = z.infer<typeof fhirEventsSchema>;

export const doorsSchema = z.strictObject({
  hl7Domain: hl7DomainSchema.optional(),
  waf: z.stringbool().or(z.boolean()).default(false),
  gateway: gatewaySchema.optional(),
  /** There unless it is refused by `-c desk=false`: it costs next to nothing while nobody signs in. */
  desk: deskSchema,
  /** A bus on which other systems hear of alerts. */
  fhirEvents: fhirEventsSchema.optional(),
});

/** The doors of a deployment beside what every one has: the HL7 API for senders of this account's IAM, and files. */
export type Doors = z.infer<typeof doorsSchema>;

/** Nothing beside what every deployment has. */
export const USUAL_DOORS: Doors = doorsSchema.parse({});

/**
 * The doors that the context names: `hl7Domain`, `gateway`, `desk` and `fhirEvents` as objects, or as JSON on the command line
 * (`-c gateway='{"allowedCidrs": […], …}'`), `-c waf=true` and `-c desk=false`. Throws with what is wrong.
 */
export function readDoors(context: Pick<Node, 'tryGetContext'>): Doors {
  const named = Object.keys(doorsSchema.shape).map((door) => [
    door,
    objectOf(door, context.tryGetContext(door)),
  ]);
  const read = doorsSchema.safeParse(Object.fromEntries(named));
  if (!read.success) throw new Error(`context: ${z.prettifyError(read.error)}`);
  return read.data;
}

function objectOf(door: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Error(`-c ${door}=…: not valid JSON`);
  }
}
