import { quarantineCommandSchema } from '../../../tools/replay/quarantine-command.ts';
import type { ReplaySite } from '../../../tools/replay/replay-site.ts';
import { workQuarantine } from '../../../tools/replay/work-quarantine.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';

const TAKEN = {
  schema: quarantineCommandSchema,
  maxBytes: 1_000_000,
  usage: '{"does": "list", "show" or "retry", …}: npx calcium-alerts quarantine',
};

/** POST /quarantine: what lies in this machine's quarantine. */
export function quarantineRoute(site: ReplaySite): Route {
  return jsonRoute(TAKEN, async (command) => (await workQuarantine(command, site)) ?? null);
}
