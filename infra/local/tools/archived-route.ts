import * as z from 'zod';
import { epochMsSchema } from '../../../shared/clinical/instant.ts';
import { findArchived } from '../../../tools/replay/find-archived.ts';
import type { ReplaySite } from '../../../tools/replay/replay-site.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';

const TAKEN = {
  schema: z
    .strictObject({ controlId: z.string().min(1), from: epochMsSchema, until: epochMsSchema })
    .refine(({ from, until }) => from <= until),
  maxBytes: 10_000,
  usage: '{"controlId": "…", "from": …, "until": …}: npx calcium-alerts explain --control-id',
};

/** POST /archived: messages of the archive, for a command of this machine that explains them. */
export function archivedRoute({ archive }: Pick<ReplaySite, 'archive'>): Route {
  return jsonRoute(TAKEN, async ({ controlId, from, until }) => {
    const messages = await findArchived(archive, controlId, { from, until });
    return {
      messages: messages.map(({ bytes, ...rest }) => ({
        ...rest,
        bytes: Buffer.from(bytes).toString('base64'),
      })),
    };
  });
}
