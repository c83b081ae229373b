import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpsDoor } from '../../../functions/canary/https-door.ts';
import { createS3FileDoor } from '../../../functions/canary/s3-file-door.ts';
import { createSign } from '../../../functions/canary/sign-request.ts';
import { createSqsCanaryPages } from '../../../functions/canary/sqs-canary-pages.ts';
import { epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { startLoopback } from '../../stand-ins/loopback.ts';

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

const MESSAGE = Buffer.from('MSH|');
const NOW = epochMs(Date.UTC(2026, 10, 23));

async function httpsDoor(status: number, body: string) {
  const requests: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
  const server = await startLoopback(({ method, url, headers }, response) => {
    requests.push({ method, url, headers });
    response.writeHead(status).end(body);
  });
  onTestFinished(server.close);
  const door = createHttpsDoor({
    url: `${server.url}/v1/hl7`,
    sign: createSign('eu-west-2', { accessKeyId: 'AKID', secretAccessKey: 'none', sessionToken: 'token' }),
    pageWithinMs: 1,
  });
  return { door, requests };
}

describe('the door of HTTPS', () => {
  it('gets the message by a request signed for API Gateway', async () => {
    const { door, requests } = await httpsDoor(200, 'MSH|^~\\&|\rMSA|AA|1\r');
    await door.send(MESSAGE, 'r1');
    expect(requests).toMatchObject([
      { method: 'POST', url: '/v1/hl7', headers: { 'content-type': 'application/hl7-v2' } },
    ]);
    const { authorization, 'x-amz-security-token': token } = requests[0]?.headers ?? {};
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-2\/execute-api\/aws4_request, SignedHeaders=content-type;host;/,
    );
    expect(token).toBe('token');
  });

  it.each([
    [200, 'MSH|^~\\&|\rMSA|AR|1\r'],
    [200, ''],
    [403, 'MSA|AA'],
    [503, ''],
  ])('has not taken the message with %i and %j', async (status, body) => {
    const { door } = await httpsDoor(status, body);
    await expect(door.send(MESSAGE, 'r1')).rejects.toThrow('the front door did not answer AA');
  });

  it('signs as AWS says that it works the signature out (Signature Version 4)', async () => {
    const sign = createSign('eu-west-2', { accessKeyId: 'AKID', secretAccessKey: 'none' });
    const url = new URL('https://x.example/v1/hl7');
    const headers = { host: url.host, 'content-type': 'application/hl7-v2' };
    const { authorization = '', 'x-amz-date': at = '', ...signed } = await sign(url, headers, MESSAGE);
    const names = /SignedHeaders=([^,]*)/.exec(authorization)?.[1] ?? '';
    const sent = new Map(Object.entries({ ...signed, 'x-amz-date': at }));
    const canonical = [
      ...['POST', url.pathname, ''],
      ...names.split(';').map((name) => `${name}:${sent.get(name)}`),
      ...['', names, sha256(MESSAGE)],
    ].join('\n');
    const scope = [at.slice(0, 8), 'eu-west-2', 'execute-api', 'aws4_request'];
    const key = scope.reduce<string | Buffer>(hmac, 'AWS4none');
    const toSign = ['AWS4-HMAC-SHA256', at, scope.join('/'), sha256(canonical)].join('\n');
    expect(authorization.endsWith(`Signature=${hmac(key, toSign).toString('hex')}`)).toBe(true);
  });

  it('signs without a session where there is none', async () => {
    const sign = createSign('eu-west-2', { accessKeyId: 'AKID', secretAccessKey: 'none' });
    const signed = await sign(new URL('https://x.example/v1/hl7'), { host: 'x.example' }, MESSAGE);
    expect(Object.keys(signed)).not.toContain('x-amz-security-token');
  });
});

it('the door of files gets each message as a file of its own', async () => {
  const s3 = mockClient(S3Client);
  await createS3FileDoor(new S3Client({}), 'drop', 1).send(MESSAGE, 'r1');
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'drop',
    Key: 'canary/r1.hl7',
    Body: MESSAGE,
  });
});

describe('the pages of the canary', () => {
  function pagesOf(...answers: number[]) {
    const sqs = mockClient(SQSClient);
    const time = { passed: 0 };
    const left = answers.values();
    sqs.on(ReceiveMessageCommand).callsFake(({ WaitTimeSeconds }) => {
      const { value = 0 } = left.next();
      if (value === 0) time.passed += WaitTimeSeconds * 1_000;
      return { Messages: Array.from({ length: value }, (_, index) => ({ ReceiptHandle: `h${index}` })) };
    });
    const pages = createSqsCanaryPages(new SQSClient({}), 'https://queue', {
      now: () => plusMs(NOW, time.passed),
    });
    const waits = () =>
      sqs.commandCalls(ReceiveMessageCommand).map(({ args }) => args[0].input.WaitTimeSeconds);
    const deleted = () =>
      sqs.commandCalls(DeleteMessageBatchCommand).map(({ args }) => args[0].input.Entries?.length);
    return { pages, waits, deleted };
  }

  it('are thrown away until none is left', async () => {
    const { pages, waits, deleted } = pagesOf(2, 1, 0);
    await pages.clear();
    expect([waits(), deleted()]).toEqual([
      [1, 1, 1],
      [2, 1],
    ]);
  });

  it('are waited for until one comes, which is taken', async () => {
    const { pages, waits, deleted } = pagesOf(0, 1);
    expect(await pages.arrive(plusMs(NOW, 30_000))).toBe(true);
    expect([waits(), deleted()]).toEqual([[20, 10], [1]]);
  });

  it('are waited for no longer than asked', async () => {
    const { pages, waits } = pagesOf();
    expect(await pages.arrive(plusMs(NOW, 45_500))).toBe(false);
    expect(waits()).toEqual([20, 20, 6]);
  });

  it('are none where SQS answers without a list', async () => {
    const sqs = mockClient(SQSClient);
    sqs.on(ReceiveMessageCommand).resolves({});
    await createSqsCanaryPages(new SQSClient({}), 'https://queue', { now: () => NOW }).clear();
    expect(sqs.commandCalls(DeleteMessageBatchCommand)).toEqual([]);
  });
});
