import { DeskRefusedError } from '../../shared/desk/desk-service.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { type Answer, headersOf, page, problem } from './answers.ts';
import type { DeskView } from './page/desk-view.ts';
import { type DeskMessage, renderMessage } from './page/message-page.ts';
import { REFUSALS, type RefusalCode, RequestRefusedError } from './refusal.ts';

type Refusal = { readonly code: RefusalCode; readonly fields: readonly string[] };

/** Why nothing was done; what nobody foresaw is told to telemetry, by its name and place alone. */
function refusalOf(error: unknown, telemetry: Telemetry): Refusal {
  if (error instanceof RequestRefusedError) return { code: error.refusal, fields: error.fields };
  if (error instanceof DeskRefusedError) return { code: error.reason, fields: [] };
  telemetry.error('desk-request-failed', error);
  return { code: 'failed', fields: [] };
}

/** For a program. */
export function problemOf(error: unknown, telemetry: Telemetry): Answer {
  const { code, fields } = refusalOf(error, telemetry);
  return problem(code, fields);
}

const MESSAGES = {
  'not-signed-in': 'session-ended',
  'no-role': 'no-role',
  'not-allowed': 'not-allowed',
  'not-from-here': 'form-expired',
  'no-such-alert': 'not-found',
  'no-such-address': 'no-page',
  'changed-meanwhile': 'changed-meanwhile',
  'too-large': 'not-possible',
  'not-understood': 'not-possible',
  'not-valid': 'not-possible',
  'not-possible': 'not-possible',
  'too-many-requests': 'too-many-requests',
  'sign-in-failed': 'sign-in-failed',
  failed: 'failed',
} as const satisfies Record<RefusalCode, DeskMessage>;

/** For a person; with an alert, the way on leads back to it. */
export function pageOf(error: unknown, telemetry: Telemetry, view: DeskView, alertId?: string): Answer {
  const { code } = refusalOf(error, telemetry);
  return page(renderMessage(MESSAGES[code], view, alertId), REFUSALS[code].status, headersOf(code));
}
