import { gzipSync } from 'node:zlib';
import { type FunctionName, TIMEOUT_SECONDS } from '../../infra/config.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { posted } from '../stand-ins/posted.ts';
import { eventOfMessages } from '../stand-ins/sqs-events.ts';
import { benchMessage, TWELVE_WATCHED } from './messages.ts';

export const FUNCTIONS = Object.keys(TIMEOUT_SECONDS) as FunctionName[];

/** What each function is first invoked with; those that ask what no stand-in answers are only imported. */
export function firstEventOf(name: FunctionName): unknown {
  switch (name) {
    case 'receive':
      return posted(calciumMessage());
    case 'assess':
      return eventOfMessages([queued(calciumMessage())]);
    case 'unbatch':
      return triedByS3();
    case 'delivery':
      return { awslogs: { data: gzipSync(EMPTY_LOG).toString('base64') } };
    case 'sweep':
      return {};
    default:
      return undefined;
  }
}

const EMPTY_LOG = JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [] });

export function queued(bytes: Uint8Array): QueuedMessage {
  return { bytes, feed: 'riverside', receivedAt: systemClock.now(), origin: 'live' };
}

function calciumMessage(): Uint8Array {
  return benchMessage({ tests: TWELVE_WATCHED, patient: 'RS1', number: 1, sentAt: systemClock.now() });
}

/** As S3 tries the queue that it notifies. */
function triedByS3() {
  const { Records } = eventOfMessages([queued(calciumMessage())]);
  return {
    Records: Records.map((record) => ({ ...record, body: JSON.stringify({ Event: 's3:TestEvent' }) })),
  };
}
