import { gzipSync } from 'node:zlib';
import { type FunctionName, TIMEOUT_SECONDS } from '../../infra/config.ts';
import type { QueuedMessage } from '../../shared/intake/message-queue.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { posted } from '../stand-ins/posted.ts';
import { eventOfMessages } from '../stand-ins/sqs-events.ts';
import { benchMessage, TWELVE_WATCHED } from './messages.ts';

export const FUNCTIONS = Object.keys(TIMEOUT_SECONDS) as FunctionName[];

/** What each function is first invoked with; a new one does not compile without. */
export function firstEventOf(name: FunctionName): object {
  switch (name) {
    case 'receive':
      return posted(calciumMessage());
    case 'assess':
      return eventOfMessages([queued(calciumMessage())]);
    case 'unbatch':
      return triedByS3();
    case 'delivery':
      return { awslogs: { data: gzipSync(EMPTY_LOG).toString('base64') } };
    case 'desk':
      return askedFor('/desk');
    case 'sweep':
    case 'rejudge':
    case 'subscriptions':
    case 'canary':
    case 'fhir-events':
      return BY_SCHEDULE;
  }
}

/** None of them looks at what EventBridge Scheduler sends. */
const BY_SCHEDULE = {};

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

/** A page, as the HTTP API hands it to the desk, of somebody who has not signed in. */
function askedFor(path: string) {
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'desk.example.org' },
    requestContext: { http: { method: 'GET', path, sourceIp: '192.0.2.1' } },
    isBase64Encoded: false,
  };
}
