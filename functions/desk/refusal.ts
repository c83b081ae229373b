import { CalciumAlertsError } from '../../shared/runtime/errors.ts';

/** Every way in which the desk does not do what was asked, by its stable code: status and words for a person. */
export const REFUSALS = {
  'not-signed-in': { status: 401, title: 'Sign in first.' },
  'no-role': { status: 403, title: 'Your account has no role at this desk.' },
  'not-allowed': { status: 403, title: 'Your role does not allow this.' },
  'not-from-here': { status: 403, title: 'This was not sent from a page of the desk in your session.' },
  'no-such-alert': { status: 404, title: 'There is no such alert, or it is not one of yours.' },
  'no-such-address': { status: 404, title: 'There is nothing at this address.' },
  'changed-meanwhile': {
    status: 409,
    title: 'Somebody has changed this alert since you saw it. Look at it again.',
  },
  'too-large': { status: 413, title: 'What was sent is too long.' },
  'not-understood': { status: 415, title: 'What was sent is not of a type that is read here.' },
  'not-valid': { status: 422, title: 'What was sent is not complete or not valid.' },
  'not-possible': { status: 422, title: 'This cannot be done with the alert as it is.' },
  'too-many-requests': { status: 429, title: 'Too many requests. Wait a minute.' },
  'sign-in-failed': { status: 400, title: 'The sign-in did not succeed. Begin it again.' },
  failed: { status: 500, title: 'Something failed here, and nothing is known to have been done. Try again.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** The desk does not do what was asked. The code says why; it says nothing of a patient. */
export class RequestRefusedError extends CalciumAlertsError {
  static override readonly name: string = 'RequestRefusedError';
  readonly code = 'REQUEST_REFUSED';
  readonly errorClass = 'permanent';
  readonly refusal: RefusalCode;
  /** Names of fields that are not valid, never what they hold. */
  readonly fields: readonly string[];

  constructor(refusal: RefusalCode, fields: readonly string[] = []) {
    super(`the desk refused a request: ${refusal}`);
    this.refusal = refusal;
    this.fields = fields;
  }
}
