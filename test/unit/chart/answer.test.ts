import { describe, expect, it } from 'vitest';
import { answered, awakened, isAwake, openedAgain, pagedAgain } from '../../../shared/chart/answer.ts';
import type { ChartEntry } from '../../../shared/chart/chart.ts';
import { firstDue } from '../../../shared/chart/due.ts';
import { resumed, withdrawn } from '../../../shared/chart/escalation.ts';
import { plusMs } from '../../../shared/clinical/instant.ts';
import { acknowledged, entry, NOW, sent, snoozed } from './charts.ts';
import { escalation } from './escalations.ts';

const LATER = plusMs(NOW, 9_000);
const claimed = (more: Partial<Extract<ChartEntry['delivery'], { state: 'claimed' }>> = {}) =>
  ({ state: 'claimed', token: 'x', until: plusMs(NOW, 60_000), attempts: 2, ...more }) as const;
const none = { state: 'none' } as const;
const stands = () => true;
const isTakenBack = () => false;

describe('an answer', () => {
  it.each([
    ['what is claimed', claimed({ lastError: 'Throttling' }), { state: 'stopped', attempts: 2 }],
    ['what is held', claimed({ held: true }), { state: 'stopped', attempts: 2, held: true }],
    ['what is stopped', { state: 'stopped', attempts: 2 }, { state: 'stopped', attempts: 2 }],
    ['what is sent: nothing', sent, sent],
    ['an entry of the worklist: nothing', none, none],
  ] as const)('stops, of %s, the delivery', (_, delivery, then) => {
    const alert = answered(entry('a', 'P', { delivery }), acknowledged());
    expect(alert).toEqual({
      ...entry('a', 'P', { delivery: then }),
      acknowledgement: acknowledged(),
      answers: { count: 1, firstAt: NOW },
    });
  });

  it('leaves the escalation as it is, to go on from where it was', () => {
    const before = entry('a', 'P', { delivery: sent, escalation: escalation() });
    expect(answered(before, acknowledged()).escalation).toEqual(escalation());
    expect(openedAgain(answered(before, acknowledged()), LATER).escalation).toEqual(escalation());
  });

  it('replaces the one before, and the time of the first is kept', () => {
    const first = answered(entry('a', 'P'), snoozed(1_000));
    const second = answered(first, acknowledged({ at: LATER }));
    expect(second).toMatchObject({
      acknowledgement: acknowledged({ at: LATER }),
      answers: { count: 2, firstAt: NOW },
    });
  });
});

describe('to open again', () => {
  it('takes the answer away and makes due at once what was stopped', () => {
    const before = entry('a', 'P', { delivery: { state: 'stopped', attempts: 2, held: true } });
    expect(openedAgain(answered(before, acknowledged()), LATER)).toEqual({
      ...before,
      answers: { count: 2, firstAt: NOW },
      delivery: { state: 'claimed', token: 'opened-again', until: LATER, attempts: 2, held: true },
    });
  });

  it('pages nobody again of what was sent', () => {
    const before = answered(entry('a', 'P', { delivery: sent }), acknowledged());
    expect(openedAgain(before, LATER).delivery).toEqual(sent);
  });

  it('leaves alone what nobody has answered but for the count', () => {
    const before = entry('a', 'P', { delivery: claimed() });
    expect(openedAgain(before, LATER)).toEqual({ ...before, answers: { count: 1, firstAt: LATER } });
  });
});

describe('the end of a snooze', () => {
  it('pages again of what was sent', () => {
    const before = answered(entry('a', 'P', { delivery: { ...sent, attempts: 3 } }), snoozed(9_000));
    expect(awakened(before, LATER, stands)).toEqual({
      ...entry('a', 'P', {
        delivery: { state: 'claimed', token: 'snooze-over', until: LATER, attempts: 3 },
      }),
      answers: { count: 2, firstAt: NOW },
    });
  });

  it('makes due at once what it had stopped', () => {
    const before = answered(entry('a', 'P', { delivery: claimed() }), snoozed(9_000));
    expect(awakened(before, LATER, stands).delivery).toEqual(
      claimed({ token: 'opened-again', until: LATER }),
    );
  });

  it('opens an entry of the worklist and pages nobody', () => {
    const before = answered(entry('a', 'P', { delivery: none }), snoozed(9_000));
    expect(awakened(before, LATER, stands)).toEqual({
      ...entry('a', 'P', { delivery: none }),
      answers: { count: 2, firstAt: NOW },
    });
  });

  it.each([
    ['is not come', snoozed(9_001)],
    ['never comes to what is acknowledged', acknowledged()],
    ['means nothing to what is open', undefined],
  ])('%s', (_, acknowledgement) => {
    const before = entry('a', 'P', { delivery: sent, ...(acknowledgement && { acknowledgement }) });
    expect(isAwake(before, LATER)).toBe(false);
  });

  it('gives whoever is paged again the time that the step had', () => {
    const before = answered(entry('a', 'P', { delivery: sent, escalation: escalation() }), snoozed(9_000));
    expect(awakened(before, LATER, stands).escalation).toEqual(resumed(escalation(), LATER));
  });

  it('has come at its time', () => {
    expect(isAwake(entry('a', 'P', { acknowledgement: snoozed(9_000) }), LATER)).toBe(true);
  });

  it('opens what a notice has taken back, and pages nobody', () => {
    const before = answered(entry('a', 'P', { delivery: sent, escalation: escalation() }), snoozed(9_000));
    const opened = awakened(before, LATER, isTakenBack);
    expect(opened).toEqual({
      ...entry('a', 'P', { delivery: sent, escalation: withdrawn(escalation()) }),
      answers: { count: 2, firstAt: NOW },
    });
    expect(firstDue([opened])).toBeUndefined();
  });

  it('sends what was never sent though a notice has taken it back: the notice speaks of it', () => {
    const before = answered(entry('a', 'P', { delivery: claimed() }), snoozed(9_000));
    expect(awakened(before, LATER, isTakenBack).delivery).toMatchObject({ state: 'claimed', until: LATER });
  });

  it('opens what a notice has taken back where nobody comes after the first', () => {
    const before = answered(entry('a', 'P', { delivery: sent }), snoozed(9_000));
    expect(awakened(before, LATER, isTakenBack)).not.toHaveProperty('escalation');
  });

  it('pages a notice again, which no notice takes back', () => {
    const before = answered(entry('a', 'P', { kind: 'correction', delivery: sent }), snoozed(9_000));
    expect(awakened(before, LATER, isTakenBack).delivery).toMatchObject({ state: 'claimed', until: LATER });
  });

  it('may come before its time', () => {
    const before = answered(entry('a', 'P', { delivery: sent }), snoozed(1e9));
    expect(pagedAgain(before, LATER)).toMatchObject({ delivery: { state: 'claimed', until: LATER } });
    expect(pagedAgain(before, LATER).acknowledgement).toBeUndefined();
  });
});
