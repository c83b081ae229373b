import { describe, expect, it } from 'vitest';
import { createFreezeEscalation } from '../../../shared/alerting/freeze-escalation.ts';
import { epochMs, MINUTE_MS } from '../../../shared/clinical/instant.ts';
import { LEVELS, type Level } from '../../../shared/clinical/level.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { escalatingConfig } from './escalating-config.ts';

const MONDAY = epochMs(Date.parse('2026-11-23T12:00:00Z'));
const minutes = (at: number | undefined) => (Number(at) - MONDAY) / MINUTE_MS;

function frozen(level: Level, more: object = {}, team = 'lung') {
  const config = configSchema.parse(escalatingConfig(more));
  return createFreezeEscalation(config)({ team, level, raisedAt: MONDAY });
}

describe('who is paged of an alert, worked out when it is raised', () => {
  it.each([
    ['critical', [15, 30], 60],
    ['urgent', [30, 60], 120],
  ] as const)('%s: each step by its minutes', (level, due, over) => {
    const escalation = frozen(level);
    expect(escalation).toMatchObject({ of: 3, startedAt: MONDAY, contacts: ['first'] });
    expect(escalation?.next.map(({ dueAt }) => minutes(dueAt))).toEqual(due);
    expect(escalation?.next.map(({ contacts }) => contacts)).toEqual([['consultant'], ['duty-manager']]);
    expect(minutes(escalation?.overAt)).toBe(over);
  });

  it('routine: one more step, at the end of the next working day', () => {
    const escalation = frozen('routine');
    expect(escalation).toMatchObject({ of: 2, contacts: ['first'] });
    expect(escalation?.next).toEqual([
      { dueAt: epochMs(Date.parse('2026-11-24T17:00:00Z')), contacts: ['consultant'] },
    ]);
    expect(escalation?.overAt).toBe(Date.parse('2026-11-25T17:00:00Z'));
  });

  it('worklist: nobody', () => {
    expect(frozen('worklist')).toBeUndefined();
  });

  it.each(LEVELS)('nobody comes after the first of a team without an escalation: %s', (level) => {
    expect(frozen(level, {}, 'fallback')).toBeUndefined();
    expect(frozen(level, {}, 'gone')).toBeUndefined();
  });

  it('of one step operations are told after it', () => {
    const steps = [{ id: 'on-call', name: 'On call' }];
    const contacts = [{ protocol: 'sms', to: '+12025550111' }];
    const one = { contacts, escalation: { timeZone: 'UTC', steps } };
    const critical = frozen('critical', one);
    expect(critical).toEqual({
      of: 1,
      startedAt: MONDAY,
      contacts: ['first'],
      next: [],
      overAt: critical?.overAt,
    });
    expect(minutes(critical?.overAt)).toBe(15);
    expect(frozen('routine', one)?.overAt).toBe(Date.parse('2026-11-24T17:00:00Z'));
  });

  it('takes whoever is on call when each step is due, and everybody of the rota where nobody is', () => {
    const person = (name: string) => ({ protocol: 'sms', to: '+12025550111', person: name });
    const contacts = [...(escalatingConfig().teams[0]?.contacts ?? []), person('anna'), person('ben')];
    const turn = (from: string, to: string, name: string) => ({ from, to, person: name });
    const rota = [
      { step: 'on-call', shifts: [turn('2026-11-23T08:00', '2026-11-23T12:10', 'anna')] },
      {
        step: 'consultant',
        shifts: [
          turn('2026-11-23T08:00', '2026-11-23T12:10', 'anna'),
          turn('2026-11-23T12:10', '2026-11-23T12:20', 'ben'),
        ],
      },
    ];
    const named = (level: Level) => {
      const { contacts: first, next = [] } = frozen(level, { contacts, rota }) ?? {};
      return [first, ...next.map((step) => step.contacts)];
    };

    expect(named('critical')).toEqual([
      ['first', 'person:anna'],
      ['consultant', 'person:ben'],
      ['duty-manager'],
    ]);
    expect(named('urgent')[1]).toEqual(['consultant', 'person:anna', 'person:ben']);
  });
});
