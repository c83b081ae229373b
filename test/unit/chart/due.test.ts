import { describe, expect, it } from 'vitest';
import { escalates, firstDue } from '../../../shared/chart/due.ts';
import { advanced } from '../../../shared/chart/escalation.ts';
import { epochMs, plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, entry, NOW, sent, snoozed } from './charts.ts';
import { at, escalation } from './escalations.ts';

const claimedUntil = (ms: number) =>
  entry('c', 'P', { delivery: { state: 'claimed', token: 'a', until: plusMs(NOW, ms), attempts: 1 } });

describe('a chart is due', () => {
  it('when the first claim runs out', () => {
    expect(firstDue([claimedUntil(90), entry('s', 'P', { delivery: sent }), claimedUntil(60)])).toBe(
      plusMs(NOW, 60),
    );
    expect(firstDue([claimedUntil(60), claimedUntil(90)])).toBe(plusMs(NOW, 60));
  });

  it('when a snooze ends, whether or not its alert was sent', () => {
    const acknowledgement = snoozed(500);
    const stopped = { state: 'stopped', attempts: 1 } as const;
    expect(firstDue([entry('a', 'P', { delivery: sent, acknowledgement })])).toBe(plusMs(NOW, 500));
    expect(firstDue([entry('a', 'P', { delivery: stopped, acknowledgement })])).toBe(plusMs(NOW, 500));
  });

  it.each([
    ['is sent', { delivery: sent }],
    ['is acknowledged', { delivery: sent, acknowledgement: acknowledged() }],
    ['is a snoozed entry of the worklist', { delivery: { state: 'none' }, acknowledgement: snoozed(500) }],
  ] as const)('never where its alert %s', (_, more) => {
    expect(firstDue([entry('a', 'P', more)])).toBeUndefined();
  });

  it('when the next step of an escalation begins, once the step before it was sent', () => {
    const unanswered = { escalation: escalation() };
    expect(firstDue([entry('a', 'P', { ...unanswered, delivery: sent })])).toBe(at(15));
    expect(firstDue([{ ...claimedUntil(60), ...unanswered }])).toBe(plusMs(NOW, 60));
    const { overAt: _, ...over } = escalation({ next: [] });
    expect(firstDue([entry('a', 'P', { delivery: sent, escalation: over })])).toBeUndefined();
  });

  it('of an answered alert when its snooze ends, or never, whatever its escalation', () => {
    const answered = { delivery: sent, escalation: escalation() };
    expect(firstDue([entry('a', 'P', { ...answered, acknowledgement: snoozed(500) })])).toBe(
      plusMs(NOW, 500),
    );
    expect(firstDue([entry('a', 'P', { ...answered, acknowledgement: acknowledged() })])).toBeUndefined();
  });

  it('never without an alert', () => {
    expect(firstDue([])).toBeUndefined();
  });
});

describe('an alert escalates', () => {
  const alert = entry('a', 'P', { delivery: sent, escalation: escalation() });

  it('from the moment on at which its next step is due', () => {
    expect([at(15) - 1, at(15), at(99)].map((now) => escalates(alert, epochMs(now)))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['is not known to be sent', { delivery: claimedUntil(60).delivery }],
    ['is answered', { acknowledgement: acknowledged() }],
    ['is snoozed, though its snooze is over', { acknowledgement: snoozed(500) }],
    ['has come to the end of its steps', { escalation: advanced(escalation({ next: [] }), at(60)) }],
  ])('not where it %s', (_, more) => {
    expect(escalates({ ...alert, ...more }, at(99))).toBe(false);
  });

  it('not where nobody comes after the first', () => {
    expect(escalates(entry('a', 'P', { delivery: sent }), at(99))).toBe(false);
  });
});
