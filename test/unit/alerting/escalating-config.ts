/** A site whose lung team goes on to a consultant and the duty manager; `more` is of that team. */
export function escalatingConfig(more: object = {}) {
  return {
    fallbackTeam: 'fallback',
    teams: [
      {
        ...{ id: 'lung', name: 'Lung' },
        contacts: [
          { protocol: 'sms', to: '+12025550111' },
          { protocol: 'email', to: 'lung@example.org', step: 'on-call' },
          { protocol: 'sms', to: '+12025550112', step: 'consultant' },
          { protocol: 'email', to: 'consultant@example.org', step: 'consultant' },
          { protocol: 'sms', to: '+12025550113', step: 'duty-manager' },
        ],
        escalation: {
          timeZone: 'Europe/London',
          steps: [
            { id: 'on-call', name: 'On call' },
            { id: 'consultant', name: 'Consultant' },
            { id: 'duty-manager', name: 'Duty manager' },
          ],
        },
        ...more,
      },
      { id: 'fallback', name: 'Fallback', contacts: [{ protocol: 'email', to: 'fallback@example.org' }] },
    ],
  };
}
