import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import {
  actionOf,
  giveNothing,
  giveSecret,
  handOn,
  json,
  type SentEntry,
  serviceOf,
  takeBatch,
  takePublished,
} from '../stand-ins/aws-answers.ts';
import { startLoopback } from '../stand-ins/loopback.ts';

/** Requests by service and action, and the capacity that DynamoDB says they took. */
export type Requests = {
  readonly byAction: ReadonlyMap<string, number>;
  readonly writeUnits: number;
  readonly readUnits: number;
};

export type CountingAws = {
  readonly url: string;
  /** What was sent to the queue since the last time. */
  readonly takeQueued: () => readonly SentEntry[];
  /** What was asked since the last time. */
  readonly takeCounts: () => Requests;
  readonly close: () => Promise<void>;
};

const consumedSchema = z.object({
  ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional(),
});

/** Where the canary is told that the HL7 API is. */
const HL7_PATH = '/hl7';
const ACCEPTED = 'MSH|^~\\&|||||20260102110000||ACK^R01^ACK|1|P|2.5.1\rMSA|AA|1\r';
const PAGE = {
  MessageId: '1',
  ReceiptHandle: '1',
  Body: '{}',
  MD5OfBody: '99914b932bd37a50b983c5e7c90ae93b',
};

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * Answers the services that the functions ask, and the HL7 API for the canary; hands DynamoDB's requests on to
 * `dynamoDbUrl`, and counts all but those of secrets.
 */
export async function startCountingAws(dynamoDbUrl: string): Promise<CountingAws> {
  let queued: SentEntry[] = [];
  let counted = nothing();
  let isPaged = false;
  const count = (action: string) => counted.byAction.set(action, (counted.byAction.get(action) ?? 0) + 1);

  const answer = async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    if (request.url === HL7_PATH) {
      isPaged = true;
      response.end(ACCEPTED);
      return;
    }
    const service = serviceOf(request);
    const action = actionOf(request, body.toString());
    if (service !== 'Secrets Manager') count(`${service} ${action}`);
    switch (service) {
      case 'DynamoDB': {
        const units = await consumedBy(request, body, response);
        counted[WRITES.has(action) ? 'writeUnits' : 'readUnits'] += units;
        return;
      }
      case 'SQS':
        answerQueue(action, response, body.toString());
        return;
      case 'Secrets Manager':
        return giveSecret(response);
      case 'SNS':
        return action === 'Publish' ? takePublished(response) : giveNothing(response, action);
      case 'S3':
        if (action === 'PutObject') isPaged = true;
        response.end();
        return;
      case 'SSM':
      case 'CloudWatch Logs':
        return json(response, {});
    }
  };

  /** What is waited for has come as soon as something was sent: only the canary waits. */
  const answerQueue = (action: string, response: ServerResponse, body: string): void => {
    switch (action) {
      case 'SendMessageBatch':
        queued.push(...takeBatch(response, body));
        return;
      case 'ReceiveMessage':
        json(response, { Messages: isPaged ? [PAGE] : [] });
        isPaged = false;
        return;
      default:
        json(response, { Successful: [], Failed: [] });
    }
  };

  /** The same request with the capacity asked for; resolves to what it consumed. */
  const consumedBy = async (request: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const asked = { ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' };
    const answered = await handOn(dynamoDbUrl, request, JSON.stringify(asked), response);
    return consumedSchema.parse(answered).ConsumedCapacity?.CapacityUnits ?? 0;
  };

  const { url, close } = await startLoopback(answer);
  return {
    url,
    takeQueued: () => {
      const taken = queued;
      queued = [];
      return taken;
    },
    takeCounts: () => {
      const taken = counted;
      counted = nothing();
      return taken;
    },
    close,
  };
}

const nothing = () => ({ byAction: new Map<string, number>(), writeUnits: 0, readUnits: 0 });
