import { ChangeMessageVisibilityBatchCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import type { FailedRecord } from '../../../shared/intake/postpone.ts';
import { createSqsPostpone } from '../../../shared/intake/sqs-postpone.ts';
import { silentTelemetry, type Told } from '../functions/silent-telemetry.ts';

const sqs = mockClient(SQSClient);
const NOW = Date.UTC(2026, 0, 2);

function failed(id: number, receives: number, arn = 'arn:aws-cn:sqs:cn-north-1:123456789012:intake') {
  return {
    messageId: `m${id}`,
    receiptHandle: `handle ${id}`,
    eventSourceARN: arn,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(NOW - 60_000) },
  } as FailedRecord;
}

function house() {
  const told: Told[] = [];
  const postpone = createSqsPostpone({
    client: new SQSClient({}),
    clock: { now: () => epochMs(NOW) },
    telemetry: silentTelemetry(told),
  });
  return { postpone, told };
}

const changes = () =>
  sqs.commandCalls(ChangeMessageVisibilityBatchCommand).map(({ args: [{ input }] }) => input);

describe('postponing records of SQS', () => {
  beforeEach(() => {
    sqs.reset();
    sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => ({ QueueUrl: `https://queue/${QueueName}` }));
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({ Successful: [], Failed: [] });
  });

  it('hides each record for as long as its receives say', async () => {
    const { postpone } = house();
    await postpone([failed(1, 1), failed(2, 4)]);
    expect(changes()).toEqual([
      {
        QueueUrl: 'https://queue/intake',
        Entries: [
          { Id: '0', ReceiptHandle: 'handle 1', VisibilityTimeout: 2 },
          { Id: '1', ReceiptHandle: 'handle 2', VisibilityTimeout: 16 },
        ],
      },
    ]);
  });

  it('asks for the address of a queue once, by name and account', async () => {
    const { postpone } = house();
    await postpone([failed(1, 1)]);
    await postpone([failed(2, 1)]);
    const asked = sqs.commandCalls(GetQueueUrlCommand).map(({ args: [{ input }] }) => input);
    expect(asked).toEqual([{ QueueName: 'intake', QueueOwnerAWSAccountId: '123456789012' }]);
  });

  it('sends no more than ten in a request, and each queue its own', async () => {
    const { postpone } = house();
    const many = Array.from({ length: 12 }, (_, id) => failed(id, 1));
    await postpone([...many, failed(99, 1, 'arn:aws:sqs:eu-west-2:1:files')]);
    expect(changes().map(({ QueueUrl, Entries }) => [QueueUrl, Entries?.length])).toEqual([
      ['https://queue/intake', 10],
      ['https://queue/intake', 2],
      ['https://queue/files', 1],
    ]);
  });

  it('asks nothing where nothing failed', async () => {
    const { postpone } = house();
    await postpone([]);
    expect(sqs.calls()).toHaveLength(0);
  });

  it('logs how many SQS could not hide', async () => {
    const { postpone, told } = house();
    sqs
      .on(ChangeMessageVisibilityBatchCommand)
      .resolves({ Successful: [], Failed: [{ Id: '0', Code: 'x', SenderFault: false }] });
    await postpone([failed(1, 1), failed(2, 1)]);
    expect(told).toEqual([{ event: 'postpone-failed', fields: { messages: 1 } }]);
  });

  it('logs a request that fails and goes on with the others', async () => {
    const { postpone, told } = house();
    sqs.on(GetQueueUrlCommand, { QueueName: 'intake' }).rejects(new Error('SQS down'));
    await postpone([failed(1, 1), failed(2, 1, 'arn:aws:sqs:eu-west-2:1:files')]);
    expect(told).toEqual([{ event: 'postpone-failed', fields: { messages: 1 } }]);
    expect(changes().map(({ QueueUrl }) => QueueUrl)).toEqual(['https://queue/files']);
  });
});
