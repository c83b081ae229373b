import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochMsSchema } from '../../../shared/clinical/instant.ts';
import { standingRegistry } from '../../../shared/intake/dynamodb-registry.ts';
import { findArchived } from '../../../tools/replay/find-archived.ts';
import type { ReplaySite } from '../../../tools/replay/replay-site.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';
import { TABLE_NAME } from '../table/local-charts.ts';

const TAKEN = {
  schema: z
    .strictObject({
      controlId: z.string().min(1),
      from: epochMsSchema,
      until: epochMsSchema,
      reveal: z.boolean(),
    })
    .refine(({ from, until }) => from <= until),
  maxBytes: 10_000,
  usage:
    '{"controlId": "…", "from": …, "until": …, "reveal": false}: npx calcium-alerts explain --control-id',
};

export type ArchivedRouteParts = Pick<ReplaySite, 'archive' | 'config' | 'clock'> & {
  readonly client: DynamoDBDocumentClient;
};

/** POST /archived: messages of the archive explained, by the registry as it is. The messages themselves stay here. */
export function archivedRoute({ archive, client, config, clock }: ArchivedRouteParts): Route {
  return jsonRoute(TAKEN, async ({ controlId, from, until, reveal }) => {
    const messages = await findArchived(archive, controlId, { from, until });
    if (messages.length === 0) return { parts: [] };
    const { explainReceived } = await import('../../../tools/cli/explain/explain-files.ts');
    const registry = await standingRegistry(client, TABLE_NAME);
    const given = { config, registry, reveal, now: clock.now() };
    return { parts: await explainReceived(messages, given) };
  });
}
