import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createOperations } from '../../shared/alerting/operations.ts';
import { createSnsOperationsPost } from '../../shared/alerting/sns-publisher.ts';
import { documentClientOver } from '../../shared/chart/dynamodb-document-client.ts';
import { createDynamoDbTable } from '../../shared/chart/dynamodb-table.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import { createFileProgress } from '../../shared/intake/file-progress.ts';
import { createS3ClaimStore } from '../../shared/intake/s3-claim-store.ts';
import { createS3FileSource } from '../../shared/intake/s3-file-source.ts';
import { createSqsMessageQueue } from '../../shared/intake/sqs-message-queue.ts';
import { createSqsPostpone } from '../../shared/intake/sqs-postpone.ts';
import { readBundledConfig } from '../../shared/runtime/bundled-config.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { parseEnv } from '../../shared/runtime/parse-env.ts';
import { createPowertoolsTelemetry } from '../../shared/runtime/powertools-telemetry.ts';
import { PUBLISHING, REPEATABLE } from '../../shared/runtime/request-limits.ts';
import type { UnbatchParts } from './handler.ts';

const unbatchEnvSchema = z.object({
  QUEUE_URL: z.url(),
  CLAIM_CHECK_BUCKET: z.string().min(1),
  /** The function's own queue, for files that need more than one invocation. */
  DROP_QUEUE_URL: z.url(),
  TABLE_NAME: z.string().min(1),
  OPERATIONS_TOPIC_ARN: z.string().min(1),
});

export function createContainer(
  env: NodeJS.ProcessEnv = process.env,
  config = readBundledConfig(import.meta.dirname),
): UnbatchParts {
  const settings = parseEnv(unbatchEnvSchema, env);
  const s3 = new S3Client(REPEATABLE);
  const sqs = new SQSClient(REPEATABLE);
  const table = createDynamoDbTable(documentClientOver(new DynamoDBClient(REPEATABLE)), settings.TABLE_NAME);
  const telemetry = createPowertoolsTelemetry('unbatch');
  const claims = createS3ClaimStore(s3, settings.CLAIM_CHECK_BUCKET);
  return {
    files: createS3FileSource(s3),
    progress: createFileProgress(table),
    queue: createSqsMessageQueue(sqs, settings.QUEUE_URL, claims),
    feeds: createFeedDirectory(config),
    operations: createOperations(
      table,
      createSnsOperationsPost(new SNSClient(PUBLISHING), settings.OPERATIONS_TOPIC_ARN),
    ),
    clock: systemClock,
    maxBytes: config.caps.mllpBytes,
    maxGzipFileBytes: config.caps.gzipFileBytes,
    telemetry,
    postpone: createSqsPostpone({ client: sqs, clock: systemClock, telemetry }),
    continueLater: async (body) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: settings.DROP_QUEUE_URL, MessageBody: body }));
    },
  };
}
