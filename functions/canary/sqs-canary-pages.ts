import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { CanaryPages } from './handler.ts';

/** The longest that SQS waits for a message, in seconds. */
const LONGEST_WAIT = 20;

/** The queue that the topic of the canary's team tells of critical pages, and of nothing else. */
export function createSqsCanaryPages(client: SQSClient, queueUrl: string, clock: Clock): CanaryPages {
  const take = async (waitSeconds: number): Promise<number> => {
    const { Messages: messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
      }),
    );
    if (messages.length > 0) await client.send(deletionOf(queueUrl, messages));
    return messages.length;
  };
  return {
    clear: async () => {
      while ((await take(1)) > 0);
    },
    arrive: async (until) => {
      for (let leftMs = until - clock.now(); leftMs > 0; leftMs = until - clock.now()) {
        if ((await take(Math.min(LONGEST_WAIT, Math.ceil(leftMs / 1_000)))) > 0) return true;
      }
      return false;
    },
  };
}

function deletionOf(queueUrl: string, messages: readonly Message[]): DeleteMessageBatchCommand {
  return new DeleteMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
  });
}
