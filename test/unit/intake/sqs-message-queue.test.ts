import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { createSqsMessageQueue } from '../../../shared/intake/sqs-message-queue.ts';
import { QueueUncertainError } from '../../../shared/runtime/errors.ts';

const sqs = mockClient(SQSClient);
const deposited: Uint8Array[] = [];
const claims = {
  deposit: async (bytes: Uint8Array) => `claim/${deposited.push(bytes)}`,
  collect: async () => Buffer.alloc(0),
};
const queue = createSqsMessageQueue(new SQSClient({ region: 'eu-west-2' }), 'https://queue', claims);

function messageOf(bytes: number, feed = 'lab'): QueuedMessage {
  return { bytes: Buffer.alloc(bytes, 'x'), feed, receivedAt: epochMs(5), origin: 'live', charset: 'utf-8' };
}

const batches = () =>
  sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries ?? []);

describe('queueing by SQS', () => {
  beforeEach(() => {
    sqs.reset();
    deposited.length = 0;
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: { Id: string }[] }) => ({
      Successful: Entries.map(({ Id }) => ({ Id })),
      Failed: [],
    }));
  });

  it('sends base64 with feed, receipt, origin and charset as attributes, in the group of the feed', async () => {
    await queue.send([messageOf(3)]);
    expect(batches()[0]?.[0]).toMatchObject({
      MessageBody: 'eHh4',
      MessageGroupId: 'lab',
      MessageAttributes: {
        feed: { DataType: 'String', StringValue: 'lab' },
        receivedAt: { DataType: 'String', StringValue: '5' },
        origin: { DataType: 'String', StringValue: 'live' },
        charset: { DataType: 'String', StringValue: 'utf-8' },
      },
    });
  });

  it('sends at most ten in a batch', async () => {
    await queue.send(Array.from({ length: 23 }, () => messageOf(3)));
    expect(batches().map((entries) => entries.length)).toEqual([10, 10, 3]);
  });

  it('keeps every batch below one mebibyte', async () => {
    await queue.send(Array.from({ length: 5 }, () => messageOf(300_000)));
    const sizes = batches().map((entries) =>
      entries.reduce((sum, { MessageBody = '' }) => sum + MessageBody.length, 0),
    );
    expect(Math.max(...sizes)).toBeLessThan(1_048_576);
    expect(batches().flat().length).toBe(5);
  });

  it.each([
    [392_466, [2]],
    [392_467, [1, 1]],
  ])('counts 1,000 bytes for the attributes of each: two of %i bytes', async (bytes, expected) => {
    await queue.send([messageOf(bytes), messageOf(bytes)]);
    expect(batches().map((entries) => entries.length)).toEqual(expected);
  });

  it.each([
    [674_952, []],
    [674_953, [674_953]],
  ])('deposits what takes more than 900,000 bytes as SQS counts: %i', async (bytes, expected) => {
    await queue.send([messageOf(bytes)]);
    expect(deposited.map(({ length }) => length)).toEqual(expected);
  });

  it('deposits what is too long for the queue and sends the claim', async () => {
    await queue.send([messageOf(700_000)]);
    expect(deposited.map(({ length }) => length)).toEqual([700_000]);
    expect(batches()[0]?.[0]).toMatchObject({
      MessageBody: 'claim',
      MessageAttributes: { claim: { StringValue: 'claim/1' } },
    });
  });

  it.each([
    [
      'says that one failed',
      (ids: string[]) => ({ Successful: ids.slice(1).map((Id) => ({ Id })), Failed: [] }),
    ],
    ['names none', () => ({})],
  ])('rejects when the reply %s', async (_, reply) => {
    sqs
      .on(SendMessageBatchCommand)
      .callsFake(({ Entries }: { Entries: { Id: string }[] }) => reply(Entries.map(({ Id }) => Id)));
    await expect(queue.send([messageOf(1), messageOf(2)])).rejects.toThrow(
      new QueueUncertainError('the queue did not confirm every message of a batch'),
    );
  });

  it('shares a request between senders, of whom only the one whose message is not confirmed hears of it', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: { Id: string }[] }) => ({
      Successful: Entries.slice(0, 2).map(({ Id }) => ({ Id })),
    }));
    const sent = await Promise.allSettled([
      queue.send([messageOf(1), messageOf(2)]),
      queue.send([messageOf(3)]),
    ]);
    expect(batches().map((entries) => entries.length)).toEqual([3]);
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('sends nothing for no messages', async () => {
    await queue.send([]);
    expect(batches()).toEqual([]);
  });
});
