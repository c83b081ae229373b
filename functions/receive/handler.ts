import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type ClientCertificate, clientCertificateFromPem } from '../../shared/intake/client-certificate.ts';
import { readContentType } from '../../shared/intake/content-type.ts';
import type { Arrival, Door } from '../../shared/intake/door.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type RequestBody, readBody } from './request-body.ts';

export type ReceiveParts = {
  readonly door: Pick<Door, 'accept'>;
  /** Longest body. */
  readonly maxBytes: number;
  readonly telemetry: Telemetry;
};

/** What of the event is looked at; its body is base64 where API Gateway treats the type as binary. */
export type ReceiveEvent = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  /** The client's certificate where API Gateway asks for one (mutual TLS on a domain of one's own). */
  readonly requestContext?: {
    readonly identity: { readonly clientCert: { readonly clientCertPem: string } | null };
  };
};

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
export function createHandler(parts: ReceiveParts): (event: ReceiveEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    if (event.httpMethod !== 'POST') return plain(405, 'Send messages by POST.', { allow: 'POST' });
    const sentType = headerOf(event, 'content-type');
    const { type, charset } = readContentType(sentType);
    if (!MEDIA_TYPES.has(type)) {
      return plain(415, `Send HL7 v2 with one of these content types: ${[...MEDIA_TYPES].join(', ')}.`);
    }
    const sent = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    const body = await readBody(sent, headerOf(event, 'content-encoding'), parts.maxBytes);
    if (body.is !== 'bytes') return refusalOf(body, parts.maxBytes);
    if (body.bytes.length === 0) return plain(400, 'The body is empty; send one HL7 v2 message.');
    const certificate = certificateOf(event);
    const arrival = {
      bytes: body.bytes,
      compressed: body.compressed,
      ...(charset === undefined ? {} : { charset }),
      ...(certificate === undefined ? {} : { certificate }),
    };
    return answer(arrival, sentType, parts);
  };
}

function refusalOf({ is }: Exclude<RequestBody, { is: 'bytes' }>, maxBytes: number): APIGatewayProxyResult {
  switch (is) {
    case 'too-large':
      return plain(413, `The message is longer than ${maxBytes} bytes and was not taken.`);
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
  { door, telemetry }: ReceiveParts,
): Promise<APIGatewayProxyResult> {
  try {
    const answers = (await door.accept([arrival])).flat();
    if (answers.length === 0) return { statusCode: 204, headers: NO_STORE, body: '' };
    return {
      statusCode: 200,
      headers: { ...NO_STORE, 'content-type': contentType },
      body: Buffer.concat(answers).toString('base64'),
      isBase64Encoded: true,
    };
  } catch (error) {
    telemetry.error('receive-not-durable', error);
    return plain(503, 'The message could not be stored and was not taken; send it again.', {
      'retry-after': '5',
    });
  }
}

const NO_STORE = { 'cache-control': 'no-store' };

function plain(
  statusCode: number,
  text: string,
  headers: Record<string, string> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { ...NO_STORE, 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${text}\n`,
  };
}

function certificateOf({ requestContext }: ReceiveEvent): ClientCertificate | undefined {
  const shown = requestContext?.identity.clientCert;
  return shown ? clientCertificateFromPem(shown.clientCertPem) : undefined;
}

function headerOf({ headers }: ReceiveEvent, name: string): string {
  const found = Object.entries(headers ?? {}).find(([sent]) => sent.toLowerCase() === name);
  return found?.[1] ?? '';
}
