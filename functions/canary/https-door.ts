import { once } from 'node:events';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { CanaryRefusedError } from '../../shared/runtime/errors.ts';
import { saysAccepted } from './acknowledgement.ts';
import type { FrontDoor } from './handler.ts';
import type { SenderCertificate } from './secrets-sender-certificate.ts';

/** The headers of a signed request; those given where nothing is to be signed. */
export type Sign = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
) => Promise<Readonly<Record<string, string>>>;

export type HttpsDoorParts = {
  readonly url: string;
  readonly sign: Sign;
  readonly certificate?: SenderCertificate | undefined;
  readonly pageWithinMs: number;
};

const CONTENT_TYPE = 'application/hl7-v2';
const ANSWER_WITHIN_MS = 10_000;

/** POST /hl7, as a laboratory's interface engine does it. */
export function createHttpsDoor({ url, sign, certificate, pageWithinMs }: HttpsDoorParts): FrontDoor {
  return {
    name: 'https',
    pageWithinMs,
    send: async (message) => {
      const target = new URL(url);
      const headers = await sign(target, { host: target.host, 'content-type': CONTENT_TYPE }, message);
      const answer = await post(target, headers, message, certificate);
      if (!isAccepted(answer)) throw new CanaryRefusedError('the front door did not answer AA');
    },
  };
}

type Answer = { readonly status: number | undefined; readonly text: string };

async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  certificate: SenderCertificate | undefined,
): Promise<Answer> {
  const request = url.protocol === 'http:' ? requestPlain : requestTls;
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const sent = request(url, { method: 'POST', headers, signal, ...certificate }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, text: Buffer.concat(chunks).toString('latin1') };
}

function isAccepted({ status, text }: Answer): boolean {
  return status === 200 && saysAccepted(text);
}
