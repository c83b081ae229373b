import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createContainer as createAssessContainer } from '../../../functions/assess/container.ts';
import { type AssessParts, createHandler as createAssess } from '../../../functions/assess/handler.ts';
import { createContainer as createDeliveryContainer } from '../../../functions/delivery/container.ts';
import { createHandler as createDelivery } from '../../../functions/delivery/handler.ts';
import { createContainer as createGatewayContainer } from '../../../functions/mllp-gateway/container.ts';
import { createMllpServer } from '../../../functions/mllp-gateway/server.ts';
import { createContainer as createReceiveContainer } from '../../../functions/receive/container.ts';
import { createHandler as createReceive } from '../../../functions/receive/handler.ts';
import { createContainer as createRejudgeContainer } from '../../../functions/rejudge/container.ts';
import { createHandler as createRejudge } from '../../../functions/rejudge/handler.ts';
import { createContainer as createSubscriptionsContainer } from '../../../functions/subscriptions/container.ts';
import { createHandler as createSubscriptions } from '../../../functions/subscriptions/handler.ts';
import { createContainer as createSweepContainer } from '../../../functions/sweep/container.ts';
import { createHandler as createSweep } from '../../../functions/sweep/handler.ts';
import { createContainer as createUnbatchContainer } from '../../../functions/unbatch/container.ts';
import { createHandler as createUnbatch } from '../../../functions/unbatch/handler.ts';
import { startEmbeddedDynamoDb } from '../../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../../infra/local/table/local-charts.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { type Config, configSchema } from '../../../shared/runtime/config.ts';
import { connectRaw } from '../../e2e/mllp-connection.ts';
import { eventOfMessages, eventOfSent } from '../../stand-ins/sqs-events.ts';
import { keepErrors, keepOutput, keptKeys } from './kept.ts';
import { type Leak, leaksIn } from './leaks.ts';
import { type Parameters, startRecordingAws } from './recording-aws.ts';

const config: Config = configSchema.parse({
  teams: ['lung', 'on-call'].map((id) => ({
    id,
    name: id,
    contacts: [
      { protocol: 'email', to: 'a@example.org' },
      { protocol: 'sms', to: '+12025550100' },
    ],
  })),
  fallbackTeam: 'on-call',
  operations: [{ protocol: 'email', to: 'a@example.org' }],
  feeds: [{ id: 'east', sendingFacility: 'EAST', defaultAuthority: 'EAST', expectedGapMinutes: 60 }],
});

/**
 * As deployed. A hundred messages of one patient in one event ask so much at once that, where this machine is busy, requests to its
 * table are not answered in the three seconds that a client waits: these messages are given back, and are judged when they come again.
 */
const BATCH = 10;
const LIMITS = { maxBytes: 100_000 };
const WHOLE_TIME = { getRemainingTimeInMillis: () => 900_000 };

const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;

/** The variables of every function, as one list: each takes its own of them. */
const variablesAt = (awsUrl: string) => ({
  QUEUE_URL: `${awsUrl}/intake`,
  DROP_QUEUE_URL: `${awsUrl}/drop`,
  TABLE_NAME: 'calcium-alerts',
  PATIENT_KEY_SECRET_ARN: 'patient-key',
  TLS_SECRET_ARN: 'tls',
  TEAM_TOPIC_ARN_PREFIX: topic('team-'),
  OPERATIONS_TOPIC_ARN: topic('operations'),
  ARCHIVE_BUCKET: 'archive',
  QUARANTINE_BUCKET: 'quarantine',
  CLAIM_CHECK_BUCKET: 'claims',
  CONTACTS_PATH: '/contacts',
  SMS_LOGGING_ROLE_ARN: 'role',
  SMS_LOGS_PREFIX: 'sns/us-east-1/000000000000',
  SMS_LOGS_KEY_ARN: 'key',
  SMS_LOGS_READER_ARN: 'reader',
  SMS_LOGS_DAYS: '30',
});

/** The functions as they are deployed, before services that keep what they are sent; all output is kept too. */
export async function startDeployedFunctions(parameters: Parameters = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'patient-data-'));
  const dynamoDb = await startEmbeddedDynamoDb(folder, (error) => {
    throw error;
  });
  const aws = await startRecordingAws(dynamoDb.endpoint, parameters);
  const table = await openTable(dynamoDb.endpoint);
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws.url,
  });
  const variables = variablesAt(aws.url);
  const assessParts = await createAssessContainer(variables, config);
  const rejudge = createRejudge(await createRejudgeContainer(variables, config));
  const mllp = createMllpServer({ ...createGatewayContainer(variables, config).server, limits: LIMITS });
  const mllpPort = await mllp.listen(0);
  const output = keepOutput();
  const errors = keepErrors();
  const receive = createReceive(createReceiveContainer(variables, config));
  const assess = createAssess(assessParts);
  const unbatch = createUnbatch(createUnbatchContainer(variables, config));
  const delivery = createDelivery(createDeliveryContainer(variables));
  return {
    aws,
    mllpPort,
    output: output.kept,
    errors: errors.texts,
    post: async (bytes: Uint8Array): Promise<string> => {
      const { body } = await receive({
        httpMethod: 'POST',
        headers: { 'content-type': 'x-application/hl7-v2+er7' },
        body: Buffer.from(bytes).toString('base64'),
        isBase64Encoded: true,
      });
      return Buffer.from(body, 'base64').toString('latin1');
    },
    sendByMllp: async (bytes: Uint8Array): Promise<string> => {
      const connection = await connectRaw(mllpPort);
      try {
        return await connection.send(bytes);
      } finally {
        connection.close();
      }
    },
    /** Puts a file into the bucket and tells of it; resolves to whether it was taken whole. */
    dropFile: async (key: string, bytes: Uint8Array): Promise<boolean> => {
      aws.objects.set(`drop/${key}`, bytes);
      const object = { key: encodeURIComponent(key), size: bytes.length, eTag: 'e' };
      const told = { eventTime: new Date().toISOString(), s3: { bucket: { name: 'drop' }, object } };
      const { batchItemFailures } = await unbatch(noticeOf({ Records: [told] }), WHOLE_TIME);
      return batchItemFailures.length === 0;
    },
    /** Tells of no file at all, but of this. */
    tellOfFile: (notice: unknown) => unbatch(noticeOf(notice), WHOLE_TIME),
    /** What SNS logs, as CloudWatch hands it over. */
    logSms: (messages: readonly string[]) => delivery({ awslogs: { data: logOf(messages) } }),
    subscriptions: createSubscriptions(createSubscriptionsContainer(variables, config)),
    /** In batches, as SQS hands them over; resolves to how many messages were not proven done. */
    assessQueued: async (parts: Partial<AssessParts> = {}): Promise<number> => {
      const handler = Object.keys(parts).length === 0 ? assess : createAssess({ ...assessParts, ...parts });
      const queued = aws.takeQueued();
      let failed = 0;
      for (let at = 0; at < queued.length; at += BATCH) {
        const { batchItemFailures } = await handler(eventOfSent(queued.slice(at, at + BATCH)));
        failed += batchItemFailures.length;
      }
      return failed;
    },
    assessParts,
    sweep: createSweep(createSweepContainer(variables, config)),
    rejudge: () => rejudge({ command: { dryRun: false } }, WHOLE_TIME),
    tableKeys: () => keptKeys(table),
    leaks: async (): Promise<readonly Leak[]> =>
      leaksIn([...aws.outgoing, ...output.kept, ...errors.texts(), ...(await keptKeys(table))]),
    close: async () => {
      output.stop();
      errors.stop();
      table.destroy();
      await mllp.stop(100);
      await aws.close();
      await dynamoDb.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** S3's notice in its queue. */
function noticeOf(notice: unknown) {
  const { Records } = eventOfMessages([
    { bytes: Buffer.of(), feed: 'none', receivedAt: epochMs(Date.now()), origin: 'live' },
  ]);
  const body = typeof notice === 'string' ? notice : JSON.stringify(notice);
  return { Records: Records.map((record) => ({ ...record, body, messageAttributes: {} })) };
}

function logOf(messages: readonly string[]): string {
  const logEvents = messages.map((message, index) => ({ id: `e${index}`, timestamp: Date.now(), message }));
  return gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents })).toString('base64');
}
