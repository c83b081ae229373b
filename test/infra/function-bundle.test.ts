import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FunctionName, TIMEOUT_SECONDS } from '../../infra/config.ts';
import { bundleFunction, CONFIG_FILE } from '../../infra/constructs/function-bundle.ts';
import { deployedConfig } from '../../infra/deployed-config.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../infra/local/table/embedded-dynamodb.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import { calcium, diagnosis } from '../deploy/messages.ts';
import { eventOfMessages } from '../stand-ins/sqs-events.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import { sampleConfig, templatesOf } from './stacks.ts';

const FUNCTIONS = Object.keys(TIMEOUT_SECONDS) as FunctionName[];
/** Of code that Lambda loads; the source map is only read when something fails. */
const MOST_BYTES = 750_000;
const TABLE = 'charts';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'eu-west-2' };

const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
const { desk, pipeline, record } = templatesOf('dev', sampleConfig, { fhirEvents: {} });
let aws: AwsStandIn;
let dynamoDb: EmbeddedDynamoDb;

beforeAll(async () => {
  for (const entry of FUNCTIONS) {
    bundleFunction(entry, join(folder, entry));
    writeFileSync(join(folder, entry, CONFIG_FILE), JSON.stringify(deployedConfig(sampleConfig)));
  }
  aws = await startAwsStandIn('f'.repeat(64));
  dynamoDb = await startEmbeddedDynamoDb(join(folder, 'table'), (error) => {
    throw error;
  });
  await createTableOfTemplate();
});

afterAll(async () => {
  await aws.close();
  await dynamoDb.close();
  rmSync(folder, { recursive: true });
});

/** The table as the stack defines it, as far as DynamoDB on this machine goes. */
async function createTableOfTemplate(): Promise<void> {
  const [table] = Object.values(record.findResources('AWS::DynamoDB::GlobalTable'));
  const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } = table?.Properties ?? {};
  const client = new DynamoDBClient({
    endpoint: dynamoDb.endpoint,
    region: CREDENTIALS.AWS_REGION,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions,
      BillingMode,
      GlobalSecondaryIndexes,
      KeySchema,
    }),
  );
  client.destroy();
}

/** A function's variables as the stack sets them; what only exists once it is deployed has a stand-in. */
function environmentOf(name: FunctionName): Record<string, string> {
  const lambda = [pipeline, desk]
    .flatMap((stack) => Object.values(stack.findResources('AWS::Lambda::Function')))
    .map(({ Properties }) => Properties)
    .find(({ Description }) => Description === `Calcium Alerts: ${name}`);
  const variables: Record<string, unknown> = lambda?.Environment.Variables ?? {};
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : standInOf(key),
    ]),
  );
}

function standInOf(variable: string): string {
  if (variable === 'TABLE_NAME') return TABLE;
  if (variable === 'TEAM_TOPIC_ARN_PREFIX') return topicOf('');
  if (variable === 'OIDC_ISSUER') return 'https://users.example.org';
  if (variable === 'DESK_URL') return 'https://desk.example.org';
  if (variable.endsWith('_URL')) return 'https://sqs.eu-west-2.amazonaws.com/000000000000/intake';
  if (variable.endsWith('_TOPIC_ARN')) return topicOf('operations');
  if (variable === 'WITH_PATIENT_DATA') return 'true';
  return variable.toLowerCase().replaceAll('_', '-');
}

const topicOf = (name: string) => `arn:aws:sns:eu-west-2:000000000000:${name}`;

type Run = { readonly importMs: number; readonly answers: readonly unknown[] };

/** Imports the bundle in a fresh process, with the environment of the stack, and runs it on the events. */
async function run(
  name: FunctionName,
  events: readonly unknown[],
  changed: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const eventsFile = join(folder, name, 'events.json');
  writeFileSync(eventsFile, JSON.stringify(events));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['test/infra/run-bundle.ts', join(folder, name, 'index.mjs'), eventsFile],
    {
      env: {
        ...CREDENTIALS,
        ...environmentOf(name),
        AWS_ENDPOINT_URL: aws.url,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
        ...changed,
      },
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('every bundle', () => {
  test.each(FUNCTIONS)(`%s is at most ${MOST_BYTES} bytes`, (name) => {
    expect(statSync(join(folder, name, 'index.mjs')).size).toBeLessThanOrEqual(MOST_BYTES);
  });

  test('is the same bytes wherever it is built: what has not changed is not deployed anew', () => {
    const elsewhere = join(folder, 'built', 'elsewhere');
    bundleFunction('receive', elsewhere);

    for (const file of ['index.mjs', 'index.mjs.map']) {
      expect(readFileSync(join(elsewhere, file), 'utf8')).toBe(
        readFileSync(join(folder, 'receive', file), 'utf8'),
      );
    }
  });

  test.each(FUNCTIONS)('%s starts with the variables that the stack sets', async (name) => {
    const { importMs, answers } = await run(name, []);

    expect(answers).toEqual([]);
    console.log(`${name}: imported in ${importMs.toFixed(0)} ms`);
  });
});

describe('a bundle that cannot start', () => {
  test('says why, by the name of the error and the line of the source', async () => {
    const failed = run('sweep', [], { TABLE_NAME: '' });

    await expect(failed).rejects.toThrow(/ConfigurationError: TABLE_NAME:.*functions\/sweep\/container\.ts/s);
  });
});

/** The queue's event of one message of the sample feed. */
function eventOf(message: string) {
  const bytes = Buffer.from(message);
  return eventOfMessages([{ bytes, feed: 'riverside', receivedAt: epochMs(Date.now()), origin: 'live' }]);
}

describe('the bundled desk', () => {
  const asking = (path: string) => ({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: { http: { method: 'GET', path, sourceIp: '192.0.2.1' } },
  });

  test('sends whoever is not signed in to sign in, and answers with the files of its pages', async () => {
    const { answers } = await run('desk', [
      asking('/desk'),
      asking('/desk/assets/desk.css'),
      asking('/api/v1/alerts'),
    ]);

    expect(answers).toEqual([
      expect.objectContaining({
        statusCode: 303,
        headers: expect.objectContaining({ location: '/desk/sign-in?to=%2Fdesk' }),
      }),
      expect.objectContaining({ statusCode: 200 }),
      expect.objectContaining({ statusCode: 401 }),
    ]);
  });
});

describe('the bundled assess', () => {
  test('pages a team of a calcium of 14.0 mg/dL of a patient with cancer, without a word about the patient', async () => {
    const result = eventOf(calcium('RS7001', '14.0'));

    const { answers } = await run('assess', [eventOf(diagnosis('RS7001')), result, result]);

    expect(answers).toEqual([
      { batchItemFailures: [] },
      { batchItemFailures: [] },
      { batchItemFailures: [] },
    ]);
    expect(aws.published).toEqual([
      {
        topic: topicOf(sampleConfig.fallbackTeam),
        attributes: { level: 'critical', kind: 'alert', contact: 'first' },
        message: expect.any(String),
      },
    ]);
    expect(aws.published[0]?.message).not.toMatch(/ZZPHI|RS7001|14\.0|calcium/i);
    expect(aws.objects.filter((name) => name.startsWith('archive-bucket/'))).toHaveLength(3);
  });
});

describe('the bundled receive', () => {
  const MOST = sampleConfig.caps.httpBytes;
  const LAMBDA_TAKES = 6_291_456;

  /** A message of so many bytes, as API Gateway hands it over. */
  function requestOf(bytes: number) {
    const head = 'MSH|^~\\&|LAB|RIVERSIDE|ALERTS|HERE|20261101080000+0000||ORU^R01|LARGE|P|2.5.1\rNTE|1||';
    return {
      httpMethod: 'POST',
      headers: { 'Content-Type': 'application/hl7-v2' },
      body: Buffer.from(head.padEnd(bytes, 'x')).toString('base64'),
      isBase64Encoded: true,
      requestContext: { identity: { clientCert: null } },
    };
  }

  test('takes the longest message, which Lambda takes too, and refuses a longer one in words', async () => {
    const longest = requestOf(MOST);
    const before = aws.queued.length;

    const { answers } = await run('receive', [longest, requestOf(MOST + 1)], {
      QUEUE_URL: `${aws.url}/000000000000/intake`,
    });

    expect(JSON.stringify(longest).length).toBeLessThan(LAMBDA_TAKES);
    expect(answers).toMatchObject([
      { statusCode: 200 },
      { statusCode: 413, body: `The message is longer than ${MOST} bytes and was not taken.\n` },
    ]);
    expect(aws.queued).toHaveLength(before + 1);
    expect(aws.objects.filter((name) => name.startsWith('claim-check-bucket/claim/'))).toHaveLength(1);
  });
});
