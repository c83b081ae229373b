import type * as z from 'zod';
import { drain, readSentBody } from '../../../shared/intake/sent-body.ts';
import { json, plain } from './answers.ts';
import type { Route } from './local-server.ts';

export type JsonTaken<Command extends z.ZodType> = {
  readonly schema: Command;
  readonly maxBytes: number;
  /** For whoever sends something else: what this address takes. */
  readonly usage: string;
};

/** What a 404 of `jsonRoute` says, unlike that of an address that there is not. */
export const NO_SUCH_THING = 'There is no such thing here.';

/** Takes a command as JSON, for a command of this machine, and answers with JSON; 404 where that is undefined. */
export function jsonRoute<Command extends z.ZodType>(
  { schema, maxBytes, usage }: JsonTaken<Command>,
  carryOut: (command: z.infer<Command>) => Promise<unknown>,
): Route {
  return async (request) => {
    const body = await readSentBody(request, maxBytes);
    if (body === undefined) drain(request);
    const command = schema.safeParse(parsed(String(body)));
    if (!command.success) return plain(400, `This address takes ${usage}.`);
    const answer = await carryOut(command.data);
    return answer === undefined ? plain(404, NO_SUCH_THING) : json(answer);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
