import { randomBytes } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { CanaryParts, FrontDoor } from './handler.ts';
import { createHttpsDoor } from './https-door.ts';
import { createMllpDoor } from './mllp-door.ts';
import { createS3FileDoor } from './s3-file-door.ts';
import { readGatewayCertificate, readSenderCertificate } from './secrets-sender-certificate.ts';
import { createSign } from './sign-request.ts';
import { createSqsCanaryPages } from './sqs-canary-pages.ts';

const canaryEnvSchema = z.object({
  PAGES_QUEUE_URL: z.url(),
  SENDING_FACILITY: z.string().min(1),
  /** Left out in the network of the MLLP gateway, which has no way there. */
  DROP_BUCKET: z.string().min(1).optional(),
  /** Left out where senders show certificates and the canary has none. */
  HL7_URL: z.url().optional(),
  CERTIFICATE_SECRET_ARN: z.string().min(1).optional(),
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().optional(),
});
type Settings = z.infer<typeof canaryEnvSchema>;

/** All of it where the canary is in the network of the MLLP gateway. */
const gatewayEnvSchema = z.object({
  MLLP_HOST: z.string().min(1),
  MLLP_PORT: z.coerce.number().int().min(1).max(65_535),
  MLLP_SERVER_NAME: z.string().min(1),
  MLLP_CERTIFICATE_SECRET_ARN: z.string().min(1),
});

/** A request for messages is answered when one comes, 20 seconds later at the latest. */
const WAITING = {
  requestHandler: { ...REPEATABLE.requestHandler, requestTimeout: 25_000 },
  maxAttempts: REPEATABLE.maxAttempts,
};

/** Files are looked for by a function that may have to start first. */
const PAGE_WITHIN_MS = { https: 45_000, file: 60_000, mllp: 45_000 } as const;

export async function createContainer(env: NodeJS.ProcessEnv = process.env): Promise<CanaryParts> {
  const settings = parseEnv(canaryEnvSchema, env);
  const secrets = new SecretsManagerClient(REPEATABLE);
  return {
    doors: [
      ...(await httpsDoors(settings, secrets)),
      ...fileDoors(settings),
      ...(env.MLLP_HOST === undefined ? [] : [mllpDoor(env, secrets)]),
    ],
    pages: createSqsCanaryPages(new SQSClient(WAITING), settings.PAGES_QUEUE_URL, systemClock),
    facility: settings.SENDING_FACILITY,
    clock: systemClock,
    newReference: () => randomBytes(9).toString('hex'),
    telemetry: createPowertoolsTelemetry('canary', env),
  };
}

async function httpsDoors(
  { HL7_URL: url, CERTIFICATE_SECRET_ARN: secretArn, ...settings }: Settings,
  secrets: SecretsManagerClient,
): Promise<readonly FrontDoor[]> {
  if (url === undefined) return [];
  const sign = createSign(settings.AWS_REGION, {
    accessKeyId: settings.AWS_ACCESS_KEY_ID,
    secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    sessionToken: settings.AWS_SESSION_TOKEN,
  });
  const certificate = secretArn === undefined ? undefined : await readSenderCertificate(secrets, secretArn);
  return [createHttpsDoor({ url, sign, certificate, pageWithinMs: PAGE_WITHIN_MS.https })];
}

function fileDoors({ DROP_BUCKET: bucket }: Settings): readonly FrontDoor[] {
  return bucket === undefined
    ? []
    : [createS3FileDoor(new S3Client(REPEATABLE), bucket, PAGE_WITHIN_MS.file)];
}

function mllpDoor(env: NodeJS.ProcessEnv, secrets: SecretsManagerClient): FrontDoor {
  const settings = parseEnv(gatewayEnvSchema, env);
  return createMllpDoor({
    host: settings.MLLP_HOST,
    port: settings.MLLP_PORT,
    serverName: settings.MLLP_SERVER_NAME,
    readCertificate: () => readGatewayCertificate(secrets, settings.MLLP_CERTIFICATE_SECRET_ARN),
    pageWithinMs: PAGE_WITHIN_MS.mllp,
  });
}
