import { once } from 'node:events';
import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import { readDoorHeader } from '../../shared/hl7/door-header.ts';
import { isAnswerDue, readAnswer } from './read-answer.ts';
import { ANSWERED_OTHERWISE, codeOf, isHandshakeFault, type OpenCarrier, type Reply } from './reply.ts';
import type { SenderTls } from './sender-tls.ts';

export type HttpAddress = { readonly url: URL; readonly tls?: SenderTls | undefined };

const CONTENT_TYPE = 'application/hl7-v2';

/** Faults before anything of a message can have gone out. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Statuses by which a receiver says that it did not take the message; another one may come from something between. */
const NOT_TAKEN = new Set([400, 401, 403, 404, 405, 411, 413, 415, 429, 503]);

/** POST of one message after the other over one connection that is kept (HL7 over HTTP). */
export function httpCarrier({ url, tls }: HttpAddress, answerWithinMs: number): OpenCarrier {
  return async () => {
    const kept = { keepAlive: true, maxSockets: 1 };
    const agent = url.protocol === 'http:' ? new PlainAgent(kept) : new TlsAgent({ ...kept, ...tls });
    const request = url.protocol === 'http:' ? requestPlain : requestTls;
    const post = async (message: Uint8Array): Promise<Reply> => {
      const headers = { 'content-type': CONTENT_TYPE, 'content-length': message.length };
      const signal = AbortSignal.timeout(answerWithinMs);
      const sent = request(url, { method: 'POST', headers, signal, agent }).end(message);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      return replyOf(response.statusCode ?? 0, Buffer.concat(chunks), message);
    };
    return {
      carry: async (message) => {
        try {
          return await post(message);
        } catch (error) {
          return faultOf(error, answerWithinMs);
        }
      },
      close: () => agent.destroy(),
    };
  };
}

function replyOf(status: number, body: Uint8Array, message: Uint8Array): Reply {
  const reading = readDoorHeader(message);
  const header = reading.is === 'header' ? reading.header : undefined;
  if (status === 204 && header !== undefined && !isAnswerDue(header)) {
    return { is: 'answered', code: ANSWERED_OTHERWISE.none };
  }
  if (status >= 200 && status < 300) return readAnswer(body, header);
  const said = `HTTP ${status}`;
  return NOT_TAKEN.has(status) ? { is: 'answered', code: said } : { is: 'unanswered', why: said };
}

function faultOf(error: unknown, answerWithinMs: number): Reply {
  const code = codeOf(error);
  if (NOT_CONNECTED.has(code)) return { is: 'not-sent', why: code };
  if (isHandshakeFault(error) || /CERT/.test(code))
    return { is: 'not-sent', why: `TLS was refused (${code})` };
  if (error instanceof Error && error.name === 'AbortError') {
    return { is: 'unanswered', why: `no answer within ${answerWithinMs / 1_000} s` };
  }
  return { is: 'unanswered', why: `the connection ended before the answer came (${code})` };
}
