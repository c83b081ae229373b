import { commandSchema, type Portion } from '../../../functions/rejudge/handler.ts';
import { drain, readSentBody } from '../../../shared/intake/sent-body.ts';
import { json, plain } from './answers.ts';
import type { Route } from './local-server.ts';

/** Carries out one command of a re-judge. */
export type RejudgeCommand = (command: unknown) => Promise<Portion | undefined>;

const MOST_BYTES = 10_000;

/** POST /rejudge: what `aws lambda invoke` does between the command and the function. */
export function rejudgeRoute(rejudge: RejudgeCommand): Route {
  return async (request) => {
    const body = await readSentBody(request, MOST_BYTES);
    if (body === undefined) drain(request);
    const command = commandSchema.safeParse(parsed(String(body)));
    if (!command.success) return plain(400, 'This address takes {"dryRun": true or false}: npm run rejudge.');
    return json(await rejudge(command.data));
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
