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
import type { ReceiveParts } from './handler.ts';

const receiveEnvSchema = z.object({
  QUEUE_URL: z.url(),
  CLAIM_CHECK_BUCKET: z.string().min(1),
});

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): ReceiveParts {
  const { QUEUE_URL, CLAIM_CHECK_BUCKET } = parseEnv(receiveEnvSchema, env);
  const telemetry = createPowertoolsTelemetry('receive');
  const claims = createS3ClaimStore(new S3Client(REPEATABLE), CLAIM_CHECK_BUCKET);
  const door = createDoor({
    caps: config.caps,
    feeds: createFeedDirectory(config),
    queue: createSqsMessageQueue(new SQSClient(REPEATABLE), QUEUE_URL, claims),
    clock: systemClock,
    telemetry,
    newControlId: createControlIds(),
  });
  return { door, maxBytes: config.caps.httpBytes, telemetry };
}
