import { randomBytes } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { CanaryParts, FrontDoor } from './handler.ts';
import { createHttpsDoor, type SenderCertificate } from './https-door.ts';
import { createS3FileDoor } from './s3-file-door.ts';
import { createSign } from './sign-request.ts';
import { createSqsCanaryPages } from './sqs-canary-pages.ts';

const canaryEnvSchema = z.object({
  PAGES_QUEUE_URL: z.url(),
  DROP_BUCKET: z.string().min(1),
  /** Left out where senders show certificates and the canary has none. */
  HL7_URL: z.url().optional(),
  CERTIFICATE_SECRET_ARN: z.string().min(1).optional(),
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().optional(),
});
type Settings = z.infer<typeof canaryEnvSchema>;

const certificateSchema = z.object({ key: z.string().min(1), cert: z.string().min(1) });

/** A request for messages is answered when one comes, 20 seconds later at the latest. */
const WAITING = {
  requestHandler: { ...REPEATABLE.requestHandler, requestTimeout: 25_000 },
  maxAttempts: REPEATABLE.maxAttempts,
};

/** Files are looked for by a function that may have to start first. */
const PAGE_WITHIN_MS = { https: 45_000, file: 60_000 } as const;

export async function createContainer(env: NodeJS.ProcessEnv = process.env): Promise<CanaryParts> {
  const settings = parseEnv(canaryEnvSchema, env);
  const file = createS3FileDoor(new S3Client(REPEATABLE), settings.DROP_BUCKET, PAGE_WITHIN_MS.file);
  return {
    doors: [...(await httpsDoors(settings)), file],
    pages: createSqsCanaryPages(new SQSClient(WAITING), settings.PAGES_QUEUE_URL, systemClock),
    clock: systemClock,
    newReference: () => randomBytes(9).toString('hex'),
    telemetry: createPowertoolsTelemetry('canary', env),
  };
}

async function httpsDoors(settings: Settings): Promise<readonly FrontDoor[]> {
  if (settings.HL7_URL === undefined) return [];
  const sign = createSign(settings.AWS_REGION, {
    accessKeyId: settings.AWS_ACCESS_KEY_ID,
    secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    sessionToken: settings.AWS_SESSION_TOKEN,
  });
  const certificate = await readCertificate(settings.CERTIFICATE_SECRET_ARN);
  return [createHttpsDoor({ url: settings.HL7_URL, sign, certificate, pageWithinMs: PAGE_WITHIN_MS.https })];
}

async function readCertificate(secretArn: string | undefined): Promise<SenderCertificate | undefined> {
  if (secretArn === undefined) return undefined;
  const secrets = new SecretsManagerClient(REPEATABLE);
  const { SecretString: text = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return certificateSchema.parse(JSON.parse(text));
}
