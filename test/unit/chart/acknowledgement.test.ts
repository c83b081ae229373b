import { describe, expect, it } from 'vitest';
import { acknowledgementSchema, isOpen } from '../../../shared/chart/acknowledgement.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, NOW, snoozed } from './charts.ts';

const NEXT_RESULT = snoozed(1, { untilNextResult: { after: NOW }, reason: 'until-next-result' });

describe('an alert', () => {
  it('is open while nobody has answered', () => {
    expect(isOpen(undefined, NOW)).toBe(true);
  });

  it('is open no more once it is acknowledged', () => {
    expect(isOpen(acknowledged(), plusMs(NOW, 1e12))).toBe(false);
  });

  it('is open again from the instant at which its snooze ends', () => {
    expect([999, 1_000, 1_001].map((ms) => isOpen(snoozed(1_000), plusMs(NOW, ms)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('what is kept of an answer', () => {
  it.each([
    ['an acknowledgement', acknowledged(), true],
    ['a snooze until a time', snoozed(1), true],
    ['a snooze until the next result', NEXT_RESULT, true],
    ['a snooze until the next result without an instant', { ...NEXT_RESULT, untilNextResult: {} }, false],
    ['no reason of its own', { ...acknowledged(), reason: 'busy' }, false],
    ['a snooze without an end', { ...snoozed(1), until: undefined }, false],
    ['a snooze with the reason of an acknowledgement', { ...snoozed(1), reason: 'acting' }, false],
    ['nobody', { ...acknowledged(), by: undefined }, false],
    ['another state', { ...acknowledged(), state: 'closed' }, false],
  ])('%s: %o is %s', (_, answer, isKept) => {
    expect(acknowledgementSchema.safeParse(answer)).toEqual(
      isKept ? { success: true, data: answer } : expect.objectContaining({ success: false }),
    );
  });

  it('is never a name or a note', () => {
    const told = { ...acknowledged(), name: 'Dr Test', note: 'seen on the ward' };
    expect(acknowledgementSchema.parse(told)).toEqual(acknowledged());
  });
});
