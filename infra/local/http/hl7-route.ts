import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { drain, readSentBody } from '../../../shared/intake/sent-body.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { type Answer, plain } from './answers.ts';
import type { Route } from './local-server.ts';

export type ReceiveHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** POST /hl7: what API Gateway does between a request and the `receive` function. */
export function hl7Route(receive: ReceiveHandler, maxBytes: number, clock: Clock): Route {
  return async (request) => {
    const body = await readSentBody(request, maxBytes);
    if (body === undefined) {
      drain(request);
      return plain(413, `The message is longer than ${maxBytes} bytes and was not taken.`, {
        connection: 'close',
      });
    }
    return answerOf(await receive(toEvent(request, body, clock)));
  };
}

function answerOf({ statusCode, headers = {}, body, isBase64Encoded }: APIGatewayProxyResult): Answer {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const type = named.get('content-type') ?? 'text/plain; charset=utf-8';
  named.delete('content-type');
  return {
    status: statusCode,
    type,
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
    headers: Object.fromEntries(named),
  };
}

/** The event of a REST API with binary media types, as far as a function may look at it. */
function toEvent(request: IncomingMessage, body: Buffer, clock: Clock): APIGatewayProxyEvent {
  const { method = 'POST' } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(', ')]),
  );
  return {
    httpMethod: method,
    path: '/hl7',
    resource: '/hl7',
    headers,
    multiValueHeaders: request.headersDistinct,
    body: body.length === 0 ? null : body.toString('base64'),
    isBase64Encoded: body.length > 0,
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: null,
      httpMethod: method,
      identity: callerOf(request),
      path: '/hl7',
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      requestTimeEpoch: clock.now(),
      resourceId: 'hl7',
      resourcePath: '/hl7',
      stage: 'local',
    },
  };
}

function callerOf(request: IncomingMessage): APIGatewayProxyEvent['requestContext']['identity'] {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.socket.remoteAddress ?? '',
    user: null,
    userAgent: null,
    userArn: null,
  };
}
