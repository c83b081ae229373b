import * as z from 'zod';
import { ACKNOWLEDGE_REASONS } from '../../shared/chart/acknowledgement.ts';
import { type EpochMs, epochMs, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { CALL_OUTCOMES } from '../../shared/desk/audit-entry.ts';
import type { DeskAction } from '../../shared/desk/desk-service.ts';
import { FORM_FIELDS } from './page/paths.ts';

/** As a link or an SMS names an alert. */
export const alertIdSchema = z.string().regex(/^[a-z0-9]{1,64}$/);

/** Browsers count a line break as one character, and send it as two. */
const note = z
  .string()
  .overwrite((text) => text.replaceAll('\r\n', '\n'))
  .trim()
  .min(1)
  .max(2_000);
const name = z.string().trim().min(1).max(200);
const NEXT_RESULT = 'next-result';

/** The version of the alert's chart as it was shown. */
const version = z.coerce.number().int().nonnegative();

const acknowledge = {
  do: z.literal('acknowledge'),
  reason: z.enum(ACKNOWLEDGE_REASONS),
  handedOverTo: name.exactOptional(),
  note: note.exactOptional(),
};
const snooze = { do: z.literal('snooze'), note };
const reopen = { do: z.literal('reopen'), note: note.exactOptional() };
const recordCall = {
  do: z.literal('record-call'),
  reached: z.enum(CALL_OUTCOMES),
  whom: name,
  note: note.exactOptional(),
};

const form = { [FORM_FIELDS.token]: z.string(), [FORM_FIELDS.version]: version };
const MOST_MINUTES = 60 * 24 * 31;

/** A form of an alert as `FORM_FIELDS` names its fields. */
export const actionFormSchema = z.discriminatedUnion('do', [
  z.object({ ...form, ...acknowledge }),
  z.object({
    ...form,
    ...snooze,
    snoozeFor: z.union([z.literal(NEXT_RESULT), z.coerce.number().int().positive().max(MOST_MINUTES)]),
  }),
  z.object({ ...form, ...reopen }),
  z.object({ ...form, ...recordCall }),
]);
export type ActionForm = z.infer<typeof actionFormSchema>;

/** An action as the API takes it. */
export const apiActionSchema = z.discriminatedUnion('do', [
  z.strictObject({ version: z.int().nonnegative(), ...acknowledge }),
  z.strictObject({
    version: z.int().nonnegative(),
    ...snooze,
    until: z.union([z.literal(NEXT_RESULT), z.iso.datetime({ offset: true })]),
  }),
  z.strictObject({ version: z.int().nonnegative(), ...reopen }),
  z.strictObject({ version: z.int().nonnegative(), ...recordCall }),
]);
export type ApiAction = z.infer<typeof apiActionSchema>;

/** What the form asks for. */
export function actionOfForm(form: ActionForm, now: EpochMs): DeskAction {
  const { token: _token, version: _version, ...action } = form;
  if (action.do !== 'snooze') return withoutNobody(action);
  const { note: why, snoozeFor } = action;
  const until = snoozeFor === NEXT_RESULT ? snoozeFor : plusMs(now, snoozeFor * MINUTE_MS);
  return { do: 'snooze', until, note: why };
}

/** What the API is asked for. */
export function actionOfApi({ version: _version, ...action }: ApiAction): DeskAction {
  if (action.do !== 'snooze') return withoutNobody(action);
  const { note: why, until } = action;
  return {
    do: 'snooze',
    until: until === NEXT_RESULT ? until : epochMs(Date.parse(until)),
    note: why,
  };
}

/** Whom it was handed over to is said of what was handed over, not of another answer that was chosen after all. */
function withoutNobody(action: Exclude<DeskAction, { do: 'snooze' }>): DeskAction {
  if (action.do !== 'acknowledge' || action.reason === 'handed-over') return action;
  const { handedOverTo: _, ...rest } = action;
  return rest;
}
