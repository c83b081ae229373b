import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ReplaySite } from '../../../tools/replay/replay-site.ts';
import { createReplayer, type Replayer, replayCommandSchema } from '../../../tools/replay/replayer.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';

const TAKEN = {
  schema: z.union([
    z.strictObject({ begin: replayCommandSchema }),
    z.strictObject({ replay: z.string(), day: z.iso.date() }),
    z.strictObject({ replay: z.string(), end: z.literal(true) }),
  ]),
  maxBytes: 10_000,
  usage: '{"begin": …}, then its days, then its end: npx calcium-alerts replay',
};

/** POST /replay: a replay of this machine's archive, a day at a time. Whoever begins another ends the one before. */
export function replayRoute(site: ReplaySite): Route {
  let running: { readonly name: string; readonly replayer: Replayer } | undefined;
  return jsonRoute(TAKEN, async (command) => {
    if ('begin' in command) {
      const replayer = await createReplayer(command.begin, site);
      running = { name: randomUUID(), replayer };
      return { replay: running.name, days: replayer.days };
    }
    if (running?.name !== command.replay) return undefined;
    const { replayer } = running;
    if ('day' in command) return { messages: await replayer.day(command.day) };
    running = undefined;
    return { rehearsal: await replayer.report() };
  });
}
