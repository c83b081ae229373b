import { setTimeout as pause } from 'node:timers/promises';
import { type DoorHeader, readDoorHeader } from '../../shared/hl7/door-header.ts';
import { connectMllp, type MllpClient } from './mllp-client.ts';
import { isAnswerDue, readAnswer } from './read-answer.ts';
import { ANSWERED_OTHERWISE, codeOf, isHandshakeFault, type OpenCarrier, type Reply } from './reply.ts';
import type { SenderTls } from './sender-tls.ts';

export type MllpAddress = {
  readonly host: string;
  readonly port: number;
  readonly tls?: SenderTls | undefined;
};

/** One message at a time on each connection, as interface engines do it. */
export function mllpCarrier({ host, port, tls }: MllpAddress, answerWithinMs: number): OpenCarrier {
  return async () => {
    const client = await connectMllp(host, port, tls);
    return {
      carry: async (message) => {
        if (!client.isOpen()) return { is: 'not-sent', why: 'the connection was closed' };
        try {
          return await exchange(client, message, answerWithinMs);
        } catch (error) {
          return faultOf(error);
        }
      },
      close: client.close,
    };
  };
}

async function exchange(client: MllpClient, message: Uint8Array, answerWithinMs: number): Promise<Reply> {
  const header = headerOf(message);
  if (header !== undefined && !isAnswerDue(header)) {
    await client.post(message);
    return { is: 'answered', code: ANSWERED_OTHERWISE.none };
  }
  const over = new AbortController();
  try {
    const late = pause(answerWithinMs, undefined, { signal: over.signal });
    const answer = await Promise.race([client.send(message), late]);
    if (answer === undefined)
      return { is: 'unanswered', why: `no answer within ${answerWithinMs / 1_000} s` };
    return readAnswer(answer, header);
  } finally {
    over.abort();
  }
}

function faultOf(error: unknown): Reply {
  if (isHandshakeFault(error)) return { is: 'not-sent', why: `TLS was refused (${codeOf(error)})` };
  return { is: 'unanswered', why: `the connection ended before the answer came (${codeOf(error)})` };
}

function headerOf(message: Uint8Array): DoorHeader | undefined {
  const reading = readDoorHeader(message);
  return reading.is === 'header' ? reading.header : undefined;
}
