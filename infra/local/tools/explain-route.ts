import * as z from 'zod';
import { type ExplainParts, explainAlert } from '../../../shared/desk/explain-alert.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';

const TAKEN = {
  schema: z.strictObject({
    alertId: z.string().min(1).max(64),
    revealTo: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }).exactOptional(),
  }),
  maxBytes: 10_000,
  usage: '{"alertId": "…"}: npx calcium-alerts explain',
};

/** POST /explain: why an alert was raised; what was measured only to whom the audit trail names. */
export function explainRoute(parts: ExplainParts): Route {
  return jsonRoute(TAKEN, (asked) => explainAlert(parts, asked));
}
