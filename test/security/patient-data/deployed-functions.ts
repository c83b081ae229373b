import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createContainer as createAssessContainer } from '../../../functions/assess/container.ts';
import { type AssessParts, createHandler as createAssess } from '../../../functions/assess/handler.ts';
import { createMllpServer } from '../../../functions/mllp-gateway/server.ts';
import { createContainer as createReceiveContainer } from '../../../functions/receive/container.ts';
import { createHandler as createReceive } from '../../../functions/receive/handler.ts';
import { createContainer as createSweepContainer } from '../../../functions/sweep/container.ts';
import { createHandler as createSweep } from '../../../functions/sweep/handler.ts';
import { startEmbeddedDynamoDb } from '../../../infra/local/table/embedded-dynamodb.ts';
import { openTable } from '../../../infra/local/table/local-charts.ts';
import { TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { type Config, configSchema } from '../../../shared/runtime/config.ts';
import { connectRaw } from '../../e2e/mllp-connection.ts';
import { eventOfSent } from '../../stand-ins/sqs-events.ts';
import type { Leak, Outgoing } from './leaks.ts';
import { leaksIn } from './leaks.ts';
import { startRecordingAws } from './recording-aws.ts';

const config: Config = configSchema.parse({
  teams: ['lung', 'on-call'].map((id) => ({
    id,
    name: id,
    contacts: [{ protocol: 'email', to: 'a@example.org' }],
  })),
  fallbackTeam: 'on-call',
  feeds: [{ id: 'east', sendingFacility: 'EAST', defaultAuthority: 'EAST', expectedGapMinutes: 60 }],
});

/** One message, so that those of one patient do not wait for each other. */
const BATCH = 1;

const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;

/** Door, assess and sweep as they are deployed, before services that keep what they are sent; all output is kept too. */
export async function startDeployedFunctions() {
  const folder = mkdtempSync(join(tmpdir(), 'patient-data-'));
  const dynamoDb = await startEmbeddedDynamoDb(folder, (error) => {
    throw error;
  });
  const aws = await startRecordingAws(dynamoDb.endpoint);
  const table = await openTable(dynamoDb.endpoint);
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws.url,
    AWS_MAX_ATTEMPTS: '1',
  });
  const door = { QUEUE_URL: `${aws.url}/intake`, CLAIM_CHECK_BUCKET: 'claims' };
  const publishing = {
    TABLE_NAME: 'calcium-alerts',
    TEAM_TOPIC_ARN_PREFIX: topic('team-'),
    OPERATIONS_TOPIC_ARN: topic('operations'),
  };
  const buckets = {
    ARCHIVE_BUCKET: 'archive',
    QUARANTINE_BUCKET: 'quarantine',
    CLAIM_CHECK_BUCKET: 'claims',
  };
  const assessParts = await createAssessContainer(
    { ...publishing, ...buckets, PATIENT_KEY_SECRET_ARN: 'patient-key' },
    config,
  );
  const receiveParts = createReceiveContainer(door, config);
  const mllp = createMllpServer({
    door: { refuseTooLarge: () => [], commitBlock: () => undefined, ...receiveParts.door },
    telemetry: receiveParts.telemetry,
  });
  const mllpPort = await mllp.listen(0);
  const output = keepOutput();
  const receive = createReceive(receiveParts);
  const assess = createAssess(assessParts);
  const sweep = createSweep(createSweepContainer(publishing, config));
  return {
    aws,
    output: output.kept,
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
      const answer = await connection.send(bytes);
      connection.close();
      return answer;
    },
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
    sweep,
    tableKeys: () => keysOf(table),
    leaks: async (): Promise<readonly Leak[]> =>
      leaksIn([...aws.outgoing, ...output.kept, ...(await keysOf(table))]),
    close: async () => {
      output.stop();
      table.destroy();
      await mllp.stop(100);
      await aws.close();
      await dynamoDb.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a function writes goes to CloudWatch: log lines, and metrics in them. */
function keepOutput() {
  const kept: Outgoing[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map(({ write }) => write);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      kept.push({ where: 'log or metric', text: Buffer.from(chunk as string).toString() });
      return true;
    };
  }
  return {
    kept,
    stop: () => {
      for (const [index, stream] of streams.entries()) {
        const write = writes[index];
        if (write) stream.write = write;
      }
    },
  };
}

/** The keys of every item, of the index too. */
async function keysOf(table: DynamoDBDocumentClient): Promise<readonly Outgoing[]> {
  const names = TABLE_DEFINITION.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const { Items = [] } = await table.send(new ScanCommand({ TableName: 'calcium-alerts' }));
  return Items.map((item) => ({
    where: 'table key',
    text: names.map((name) => String(item[name])).join(' '),
  }));
}
