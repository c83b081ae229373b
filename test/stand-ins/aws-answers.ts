import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';

const entrySchema = z.looseObject({
  Id: z.string(),
  MessageBody: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ StringValue: z.string().optional() })).default({}),
});
const sendSchema = z.object({ Entries: z.array(entrySchema) });

/** One message of a SendMessageBatch. */
export type SentEntry = z.infer<typeof entrySchema>;

export type AwsService = 'DynamoDB' | 'SQS' | 'Secrets Manager' | 'SSM' | 'CloudWatch Logs' | 'S3' | 'SNS';

/** Which of the services that the functions ask a request is for; SNS where nothing says otherwise. */
export function serviceOf({ headers, method }: IncomingMessage): AwsService {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.startsWith('DynamoDB')) return 'DynamoDB';
  if (target.startsWith('AmazonSQS')) return 'SQS';
  if (target.startsWith('secretsmanager')) return 'Secrets Manager';
  if (target.startsWith('AmazonSSM')) return 'SSM';
  if (target.startsWith('Logs_')) return 'CloudWatch Logs';
  return method === 'POST' ? 'SNS' : 'S3';
}

export function json(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(body));
}

/** Takes a batch into the queue; what was sent, as it was sent. */
export function takeBatch(response: ServerResponse, body: string): readonly SentEntry[] {
  const { Entries } = sendSchema.parse(JSON.parse(body));
  json(response, { Successful: Entries.map(accepted), Failed: [] });
  return Entries;
}

/** The SDK compares what SQS read with what it sent. */
function accepted({ Id, MessageBody }: SentEntry) {
  return { Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}

/** The key by which patients' partitions are found. */
export function giveSecret(response: ServerResponse, secret = 'f'.repeat(64)): void {
  json(response, { ARN: 'arn', Name: 'patient-key', SecretString: secret });
}

const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
<MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult></PublishResponse>`;

/** `PutItem`, `SendMessageBatch`, `PutObject`, `Publish` … */
export function actionOf({ headers, method }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  if (method !== 'POST') return method === 'PUT' ? 'PutObject' : 'GetObject';
  return new URLSearchParams(body).get('Action') ?? 'unknown';
}

/** SNS has taken a page or a notice. */
export function takePublished(response: ServerResponse): void {
  response.end(PUBLISHED);
}

/** What SNS, asked for anything else, answers where it has nothing. */
export function giveNothing(response: ServerResponse, action: string): void {
  response.end(`<${action}Response><${action}Result/></${action}Response>`);
}

/** Passes a request to DynamoDB on; resolves to what it answered. */
export async function handOn(
  url: string,
  { headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<unknown> {
  const kept = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'] as const;
  const sent = Object.fromEntries(kept.map((name) => [name, String(headers[name])]));
  const answered = await fetch(url, { method: 'POST', headers: sent, body });
  const answer = await answered.json();
  response.statusCode = answered.status;
  json(response, answer as object);
  return answer;
}
