import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { RequestRefusedError } from './refusal.ts';

/** What of the event is looked at. */
export type DeskEvent = Pick<
  APIGatewayProxyEventV2,
  'version' | 'routeKey' | 'rawPath' | 'rawQueryString' | 'headers' | 'cookies' | 'body' | 'isBase64Encoded'
> & {
  readonly requestContext: {
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
};

/** Longest body: a note of 2,000 characters, each escaped, and what goes with it. */
export const MOST_BODY_BYTES = 32_768;

/** One request, as the routes read it. */
export type DeskRequest = {
  /** With its query, as it was asked for. */
  readonly target: string;
  /** Of who asks. */
  readonly address: string;
  readonly cookies: readonly string[];
  readonly query: URLSearchParams;
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
};

/** @throws RequestRefusedError `too-large` */
export function readRequest(event: DeskEvent): DeskRequest {
  const headers = new Map(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const { rawPath, rawQueryString } = event;
  return {
    target: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
    address: event.requestContext.http.sourceIp,
    cookies: event.cookies ?? [],
    query: new URLSearchParams(rawQueryString),
    header: (name) => headers.get(name),
    body: bodyOf(event),
  };
}

function bodyOf({ body = '', isBase64Encoded }: DeskEvent): string {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MOST_BODY_BYTES) throw new RequestRefusedError('too-large');
  return bytes.toString('utf8');
}

const isBlank = (value: unknown) => typeof value === 'string' && value.trim() === '';

/**
 * The fields of a form, or of a query, each given once; one that is blank is as if it were left out.
 * @throws RequestRefusedError `not-valid` with the names of what is not
 */
export function readFields<S extends z.ZodType>(schema: S, fields: URLSearchParams): z.infer<S> {
  const names = [...fields.keys()];
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) throw new RequestRefusedError('not-valid', knownNames(repeated));
  const filled = [...fields].filter(([, value]) => !isBlank(value));
  return validated(schema, Object.fromEntries(filled));
}

/** @throws RequestRefusedError */
export function readForm<S extends z.ZodType>(schema: S, request: DeskRequest): z.infer<S> {
  requireType(request, 'application/x-www-form-urlencoded');
  return readFields(schema, new URLSearchParams(request.body));
}

/**
 * A property that is blank is as if it were left out.
 * @throws RequestRefusedError
 */
export function readJson<S extends z.ZodType>(schema: S, request: DeskRequest): z.infer<S> {
  requireType(request, 'application/json');
  return validated(schema, parsed(request.body));
}

function requireType({ header }: DeskRequest, type: string): void {
  const [sent = ''] = (header('content-type') ?? '').split(';');
  if (sent.trim().toLowerCase() !== type) throw new RequestRefusedError('not-understood');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (isBlank(value) ? undefined : value));
  } catch {
    throw new RequestRefusedError('not-valid');
  }
}

function validated<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new RequestRefusedError(
    'not-valid',
    knownNames(checked.error.issues.map(({ path }) => path.join('.'))),
  );
}

/** Names as they are in the schema; a name that a sender made up is not repeated. */
function knownNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => /^[A-Za-z.]{1,40}$/.test(name));
}
