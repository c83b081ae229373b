import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { bundleFunction, CONFIG_FILE } from '../../infra/constructs/function-bundle.ts';
import { deployedConfig } from '../../infra/deployed-config.ts';
import { sampleConfig } from './sample-feed.ts';

const PROCESS = fileURLToPath(new URL('./bundle-process.ts', import.meta.url));

const passSchema = z.object({ ms: z.number(), threadMs: z.number(), processMs: z.number() });
const runSchema = z.object({ imported: passSchema, invoked: z.array(passSchema), peakMb: z.number() });
export type BundleRun = z.infer<typeof runSchema>;

/** Bundles a function as it is deployed, its configuration beside it; resolves to the file that Lambda loads. */
export function bundleInto(folder: string, entry: string): string {
  bundleFunction(entry, join(folder, entry));
  writeFileSync(join(folder, entry, CONFIG_FILE), JSON.stringify(deployedConfig(sampleConfig())));
  return join(folder, entry, 'index.mjs');
}

/** Imports a bundle in a fresh process and invokes it with each event in turn; its clients ask at `url`. */
export async function runBundle(bundle: string, events: readonly unknown[], url: string): Promise<BundleRun> {
  const eventsFile = `${bundle}.events.json`;
  writeFileSync(eventsFile, JSON.stringify(events));
  const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, bundle, eventsFile], {
    env: environmentAt(url),
    maxBuffer: 100_000_000,
  });
  return runSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** The variables of every function, as their stacks set them; none minds those of the others. */
function environmentAt(url: string): Record<string, string> {
  const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
  return {
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
    POWERTOOLS_METRICS_NAMESPACE: 'CalciumAlerts',
    TABLE_NAME: 'calcium-alerts',
    PATIENT_KEY_SECRET_ARN: 'patient-key',
    ARCHIVE_BUCKET: 'bucket',
    QUARANTINE_BUCKET: 'bucket',
    CLAIM_CHECK_BUCKET: 'bucket',
    DROP_BUCKET: 'bucket',
    QUEUE_URL: `${url}/intake`,
    DROP_QUEUE_URL: `${url}/drops`,
    PAGES_QUEUE_URL: `${url}/pages`,
    HL7_URL: `${url}/hl7`,
    SENDING_FACILITY: 'CANARY',
    TEAM_TOPIC_ARN_PREFIX: arn('sns', 'team-'),
    OPERATIONS_TOPIC_ARN: arn('sns', 'operations'),
    DESK_URL: 'https://desk.example.org',
    OIDC_ISSUER: 'https://users.example.org',
    OIDC_CLIENT_ID: 'desk',
    EVENT_BUS_NAME: 'calcium-alerts',
    WITH_PATIENT_DATA: 'true',
    CONTACTS_PATH: '/calcium-alerts/dev',
    SMS_LOGGING_ROLE_ARN: arn('iam', 'role/sms'),
    SMS_LOGS_PREFIX: 'sns/',
    SMS_LOGS_KEY_ARN: arn('kms', 'key/none'),
    SMS_LOGS_READER_ARN: arn('lambda', 'function/delivery'),
    SMS_LOGS_DAYS: '30',
  };
}
