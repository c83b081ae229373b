import { type ActionForm, actionFormSchema, actionOfForm, alertIdSchema } from './alert-action.ts';
import { type Answer, redirect } from './answers.ts';
import type { DeskParts } from './desk-parts.ts';
import { type DeskRequest, readForm } from './desk-request.ts';
import { alertPath } from './page/paths.ts';
import { requireFromHere } from './same-origin.ts';
import { answerSignedIn } from './signed-in.ts';

/** A form of an alert: does what it asks for and leads back to the alert, so that loading again repeats nothing. */
export function postAction(parts: DeskParts, request: DeskRequest, asked: string): Promise<Answer> {
  const { service, origin, clock } = parts;
  const alertId = alertIdSchema.parse(asked);
  return answerSignedIn(
    parts,
    request,
    async ({ user, formToken }) => {
      const form: ActionForm = readForm(actionFormSchema, request);
      requireFromHere(request, origin, { given: form.token, expected: formToken });
      await service.act(user, alertId, actionOfForm(form, clock.now()), { version: form.version });
      return redirect(alertPath(alertId));
    },
    { onward: alertPath(alertId), alertId },
  );
}
