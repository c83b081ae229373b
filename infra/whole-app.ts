import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { createUncheckedApp } from './create-app.ts';
import type { Template, TemplateResource } from './house-rules/template.ts';

const REGION = 'eu-west-2';
const ACCOUNT = '000000000000';

/** Production with every option that there is, so that what looks at all of it misses no resource that there can be. */
export const EVERY_OPTION = {
  env: 'prod',
  region: REGION,
  replicaRegion: 'eu-west-1',
  waf: true,
  hl7Domain: {
    name: 'hl7.hospital.example',
    certificateArn: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/domain`,
    trustStore: 's3://trust/senders.pem',
    trustStoreVersion: '1',
    canaryCertificateSecretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:canary-certificate`,
  },
  gateway: {
    allowedCidrs: ['192.0.2.0/24'],
    tlsSecretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:gateway-tls`,
    serverName: 'mllp.hospital.example',
    canaryCertificateSecretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:gateway-canary`,
  },
  desk: {
    domain: {
      name: 'desk.hospital.example',
      certificateArn: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/desk`,
    },
    identityProvider: { type: 'saml', metadataUrl: 'https://idp.hospital.example/metadata' },
  },
  fhirEvents: { withPatientData: true },
} as const;

/** Deployments that differ in what there is. */
export const VARIANTS = {
  dev: { env: 'dev', region: REGION },
  prod: { env: 'prod', region: REGION },
  'every option': EVERY_OPTION,
} as const satisfies Record<string, Context>;

export type Context = Readonly<Record<string, unknown>>;
export type StackTemplate = {
  readonly stack: string;
  readonly terminationProtection: boolean;
  readonly template: Template;
};
export type PlacedResource = TemplateResource & { readonly stack: string; readonly logicalId: string };

/** The context of cdk.json, functions left unbundled: what is looked at here is the templates. */
export function projectContext(): Context {
  const { context }: { context: Context } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', 'cdk.json'), 'utf8'),
  );
  return { ...context, 'aws:cdk:bundling-stacks': [] };
}

/** Uses the whole app as a context makes it, all checks left out; what it writes lies in a folder for that long. */
export function withApp<T>(overrides: Context, use: (app: App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
  try {
    const context = { ...projectContext(), ...overrides };
    return use(createUncheckedApp({ outdir, context, builtinCloudFormationValidation: false }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The templates of the whole app as a context makes them, unchecked. */
export function templatesOfApp(overrides: Context): readonly StackTemplate[] {
  return withApp(overrides, (app) =>
    app.synth().stacksRecursively.map(({ stackName, terminationProtection, templateFullPath }) => ({
      stack: stackName,
      terminationProtection: terminationProtection ?? false,
      template: JSON.parse(readFileSync(templateFullPath, 'utf8')),
    })),
  );
}

/** Every resource of every stack, sorted by stack and logical id. */
export function resourcesOf(templates: readonly StackTemplate[]): readonly PlacedResource[] {
  const placed = templates.flatMap(({ stack, template }) =>
    Object.entries(template.Resources ?? {}).map(([logicalId, resource]) => ({
      ...resource,
      stack,
      logicalId,
    })),
  );
  const keyOf = ({ stack, logicalId }: PlacedResource) => `${stack} ${logicalId}`;
  return placed.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}
