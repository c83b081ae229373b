import type { Telemetry } from '../runtime/telemetry.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { readContentType } from './content-type.ts';
import type { Arrival, Door } from './door.ts';
import { type RequestBody, readBody } from './request-body.ts';

export type Hl7PostParts = {
  readonly door: Pick<Door, 'accept'>;
  /** Longest body. */
  readonly maxBytes: number;
  readonly telemetry: Pick<Telemetry, 'error'>;
};

/** A request of HL7 over HTTP, whatever brought it. */
export type Hl7Request = {
  readonly method: string;
  /** Content-Type and Content-Encoding; empty where there is none. */
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly body: Uint8Array;
  readonly certificate?: ClientCertificate | undefined;
};

/** What it is answered: HL7 as bytes, anything else as text. */
export type Hl7Response = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
};

export type Hl7Post = (request: Hl7Request) => Promise<Hl7Response>;

const MEDIA_TYPES = new Set([
  'x-application/hl7-v2+er7',
  'application/hl7-v2',
  'application/hl7-v2+er7',
  'text/plain',
]);

/**
 * POST /hl7 (HL7 over HTTP): the acknowledgement in the sender's own media type, 200 for AE and AR too; any other
 * status is a fault of the transport and carries no HL7.
 */
export function createHl7Post(parts: Hl7PostParts): Hl7Post {
  return async ({ method, contentType, contentEncoding, body: sent, certificate }) => {
    if (method !== 'POST') return plain(405, 'Send messages by POST.', { allow: 'POST' });
    const { type, charset } = readContentType(contentType);
    if (!MEDIA_TYPES.has(type)) {
      return plain(415, `Send HL7 v2 with one of these content types: ${[...MEDIA_TYPES].join(', ')}.`);
    }
    const body = await readBody(sent, contentEncoding, parts.maxBytes);
    if (body.is !== 'bytes') return refusalOf(body, parts.maxBytes);
    if (body.bytes.length === 0) return plain(400, 'The body is empty; send one HL7 v2 message.');
    const arrival = {
      bytes: body.bytes,
      compressed: body.compressed,
      ...(charset === undefined ? {} : { charset }),
      ...(certificate === undefined ? {} : { certificate }),
    };
    return answer(arrival, contentType, parts);
  };
}

export function tooLong(maxBytes: number, headers: Hl7Response['headers'] = {}): Hl7Response {
  return plain(413, `The message is longer than ${maxBytes} bytes and was not taken.`, headers);
}

/** Of a request that may be sent again as it is. */
export function notStored(headers: Hl7Response['headers'] = {}): Hl7Response {
  const text = 'The message could not be stored and was not taken; send it again.';
  return plain(503, text, { 'retry-after': '5', ...headers });
}

function refusalOf({ is }: Exclude<RequestBody, { is: 'bytes' }>, maxBytes: number): Hl7Response {
  switch (is) {
    case 'too-large':
      return tooLong(maxBytes);
    case 'damaged':
      return plain(400, 'The body is not the gzip that its Content-Encoding says, or is cut short.');
    case 'unknown-encoding':
      return plain(415, 'Send the body as it is, or with Content-Encoding gzip.', {
        'accept-encoding': 'gzip',
      });
  }
}

async function answer(
  arrival: Arrival,
  contentType: string,
  { door, telemetry }: Hl7PostParts,
): Promise<Hl7Response> {
  try {
    const answers = (await door.accept([arrival])).flat();
    if (answers.length === 0) return { status: 204, headers: NO_STORE, body: '' };
    return {
      status: 200,
      headers: { ...NO_STORE, 'content-type': contentType },
      body: Buffer.concat(answers),
    };
  } catch (error) {
    telemetry.error('receive-not-durable', error);
    return notStored();
  }
}

const NO_STORE = { 'cache-control': 'no-store' };

export function plain(status: number, text: string, headers: Hl7Response['headers'] = {}): Hl7Response {
  return {
    status,
    headers: { ...NO_STORE, 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${text}\n`,
  };
}
