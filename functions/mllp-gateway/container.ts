import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createDoor } from '../../shared/intake/accept.ts';
import { createControlIds } from '../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createHl7Post } from '../../shared/intake/hl7-post.ts';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createSqsMessageQueue } from '../../shared/intake/sqs-message-queue.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { GatewayParts } from './gateway.ts';
import { readTlsSecret } from './secrets-tls-reader.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const gatewayEnvSchema = z.object({
  QUEUE_URL: z.url(),
  CLAIM_CHECK_BUCKET: z.string().min(1),
  TLS_SECRET_ARN: z.string().min(1),
  MLLP_HOST: z.string().min(1).default('127.0.0.1'),
  MLLP_PORT: port.default(2575),
  HTTPS_PORT: port.default(8443),
  HEALTH_PORT: port.default(8080),
});

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): GatewayParts {
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
  const maxBytes = config.caps.httpBytes;
  const secrets = new SecretsManagerClient(REPEATABLE);
  return {
    server: { door, telemetry, limits: { maxBytes: config.caps.mllpBytes } },
    https: { post: createHl7Post({ door, maxBytes, telemetry }), maxBytes },
    readTls: () => readTlsSecret(secrets, settings.TLS_SECRET_ARN),
    host: settings.MLLP_HOST,
    mllpPort: settings.MLLP_PORT,
    httpsPort: settings.HTTPS_PORT,
    healthPort: settings.HEALTH_PORT,
  };
}
