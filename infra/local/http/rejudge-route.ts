import { commandSchema, type Portion } from '../../../functions/rejudge/handler.ts';
import { jsonRoute } from './json-route.ts';
import type { Route } from './local-server.ts';

/** Carries out one command of a re-judge. */
export type RejudgeCommand = (command: unknown) => Promise<Portion | undefined>;

const TAKEN = {
  schema: commandSchema,
  maxBytes: 10_000,
  usage: '{"dryRun": true or false}: npm run rejudge',
};

/** POST /rejudge: what `aws lambda invoke` does between the command and the function. */
export function rejudgeRoute(rejudge: RejudgeCommand): Route {
  return jsonRoute(TAKEN, rejudge);
}
