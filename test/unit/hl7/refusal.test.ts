import { expect, it } from 'vitest';
import { REFUSALS, type RefusalReason, refusal } from '../../../shared/hl7/refusal.ts';
import { UnprocessableMessageError } from '../../../shared/runtime/errors.ts';

it.each(Object.keys(REFUSALS) as RefusalReason[])(
  'a refusal for "%s" says in words what is wrong',
  (reason) => {
    const error = refusal(reason);

    expect(error).toBeInstanceOf(UnprocessableMessageError);
    expect(error.reason).toBe(reason);
    expect(error.message.split(' ').length).toBeGreaterThan(5);
  },
);
