import * as z from 'zod';
import { type Loopback, startLoopback } from '../stand-ins/loopback.ts';
import { type DeployedFunction, type Running, start } from './deployed-function.ts';
import { posted } from './messages.ts';

/** What one run of the canary measured, by door: whether there was no page, and how long the page took. */
export type Round = Readonly<Record<string, { readonly failed?: number; readonly ms?: number }>>;

/** Runs the deployed canary once; `workOff` does meanwhile what event sources do. */
export async function runCanary(
  canary: DeployedFunction,
  endpoint: string,
  receive: Running,
  workOff: () => Promise<unknown>,
): Promise<Round> {
  const door = await openDoor(receive);
  const running = await start(
    { ...canary, variables: { ...canary.variables, HL7_URL: `${door.url}/v1/hl7` } },
    endpoint,
  );
  try {
    const state = { ended: false };
    const ended = running.invoke({}).finally(() => {
      state.ended = true;
    });
    while (!state.ended) await workOff();
    await ended;
    return measuredIn(running.output());
  } finally {
    await running.kill();
    await door.close();
  }
}

/** What API Gateway does for the function. */
function openDoor(receive: Running): Promise<Loopback> {
  return startLoopback(async (_, response, message) => {
    const answer = await receive.invoke(posted(message.toString('latin1')));
    const { statusCode, body } = answer as { statusCode: number; body: string };
    response.writeHead(statusCode).end(Buffer.from(body, 'base64'));
  });
}

const metricSchema = z.object({
  door: z.string(),
  CanaryFailed: z.number().optional(),
  CanaryMs: z.number().optional(),
});

function measuredIn(output: string): Round {
  const round: Record<string, { failed?: number; ms?: number }> = {};
  for (const line of output.split('\n').filter((one) => one.includes('"_aws"'))) {
    const { door, CanaryFailed: failed, CanaryMs: ms } = metricSchema.parse(JSON.parse(line));
    round[door] = {
      ...round[door],
      ...(failed !== undefined && { failed }),
      ...(ms !== undefined && { ms }),
    };
  }
  return round;
}
