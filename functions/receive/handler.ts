import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type ClientCertificate, clientCertificateFromPem } from '../../shared/intake/client-certificate.ts';
import { createHl7Post, type Hl7PostParts, type Hl7Response } from '../../shared/intake/hl7-post.ts';

export type ReceiveParts = Hl7PostParts;

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

/** POST /hl7 behind API Gateway. */
export function createHandler(parts: ReceiveParts): (event: ReceiveEvent) => Promise<APIGatewayProxyResult> {
  const post = createHl7Post(parts);
  return async (event) =>
    resultOf(
      await post({
        method: event.httpMethod,
        contentType: headerOf(event, 'content-type'),
        contentEncoding: headerOf(event, 'content-encoding'),
        body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
        certificate: certificateOf(event),
      }),
    );
}

function resultOf({ status, headers, body }: Hl7Response): APIGatewayProxyResult {
  if (typeof body === 'string') return { statusCode: status, headers: { ...headers }, body };
  return {
    statusCode: status,
    headers: { ...headers },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
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
