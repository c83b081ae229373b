import { readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createDoor } from '../../shared/intake/accept.ts';
import { createControlIds } from '../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createSqsMessageQueue } from '../../shared/intake/sqs-message-queue.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { MllpServerParts } from './server.ts';

const gatewayEnvSchema = z.object({
  QUEUE_URL: z.url(),
  CLAIM_CHECK_BUCKET: z.string().min(1),
  MLLP_PORT: z.coerce.number().int().min(0).max(65_535).default(2575),
  MLLP_HOST: z.string().min(1).default('127.0.0.1'),
  /** Files with the server's key and certificate, and the authorities of the clients' certificates. */
  TLS_KEY_FILE: z.string().min(1),
  TLS_CERT_FILE: z.string().min(1),
  TLS_CLIENT_CA_FILE: z.string().min(1),
});

export type Gateway = { readonly server: MllpServerParts; readonly port: number; readonly host: string };

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): Gateway {
  const settings = parseEnv(gatewayEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('mllp-gateway');
  const claims = createS3ClaimStore(new S3Client(REPEATABLE), settings.CLAIM_CHECK_BUCKET);
  const door = createDoor({
    caps: config.caps,
    feeds: createFeedDirectory(config),
    queue: createSqsMessageQueue(new SQSClient(REPEATABLE), settings.QUEUE_URL, claims),
    clock: systemClock,
    telemetry,
    newControlId: createControlIds(),
  });
  const tls = {
    key: readFileSync(settings.TLS_KEY_FILE, 'utf8'),
    cert: readFileSync(settings.TLS_CERT_FILE, 'utf8'),
    clientAuthorities: readFileSync(settings.TLS_CLIENT_CA_FILE, 'utf8'),
  };
  return {
    server: {
      door,
      telemetry,
      tls,
      limits: { maxBytes: config.caps.mllpBytes },
    },
    port: settings.MLLP_PORT,
    host: settings.MLLP_HOST,
  };
}
