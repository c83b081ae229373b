import { describe, expect, it } from 'vitest';
import { TEST_PAGE, testedContacts } from '../../../shared/alerting/test-page.ts';
import { configSchema } from '../../../shared/runtime/config.ts';

function teamOf(team: object) {
  const [first] = configSchema.parse({
    teams: [{ id: 'lung', name: 'Lung', ...team }],
    fallbackTeam: 'lung',
  }).teams;
  if (first === undefined) throw new Error('no team');
  return first;
}

const steps = [
  { id: 'on-call', name: 'On call' },
  { id: 'consultant', name: 'Consultant' },
];

describe('who gets a test page', () => {
  it('is everybody of each step who hears of critical pages, in the order of the steps', () => {
    const team = teamOf({
      escalation: { steps, timeZone: 'UTC' },
      rota: [{ step: 'consultant', weekly: { from: '2026-11-02T09:00', people: ['ann'] } }],
      contacts: [
        { protocol: 'sms', to: '+12025550141', step: 'consultant' },
        { protocol: 'sms', to: '+12025550142' },
        { protocol: 'email', to: 'ann@example.org', person: 'ann' },
        { protocol: 'email', to: 'r@example.org', levels: ['routine'] },
      ],
    });

    expect(testedContacts(team)).toEqual([
      { name: 'sms-2', step: 1, stepName: 'On call', isReached: true },
      { name: 'email-2', step: 1, stepName: 'On call', isReached: false },
      { name: 'sms-1', step: 2, stepName: 'Consultant', isReached: true },
      { name: 'email-1', step: 2, stepName: 'Consultant', person: 'ann', isReached: true },
    ]);
  });

  it('is everybody at once where a team has no steps', () => {
    const team = teamOf({ contacts: [{ protocol: 'email', to: 'a@example.org' }] });

    expect(testedContacts(team)).toEqual([{ name: 'email-1', step: 1, isReached: true }]);
  });

  it('is told that it is a test, in a text that one SMS can carry', () => {
    expect(
      [TEST_PAGE.subject, TEST_PAGE.sms, TEST_PAGE.email].every((text) => text.startsWith('TEST of')),
    ).toBe(true);
    expect(TEST_PAGE.sms.length).toBeLessThanOrEqual(160);
  });
});
