import { type Config, configSchema } from '../../../shared/runtime/config.ts';

const contacts = [{ protocol: 'email', to: 'a@example.org' }];
/** Teams, sets and a site with policies of their own, so that each may be told from the others. */
export const config: Config = configSchema.parse({
  teams: [
    { id: 'lung', name: 'Lung', contacts, policy: { version: '2', level: { adultFromYears: 16 } } },
    { id: 'breast', name: 'Breast', contacts },
    { id: 'on-call', name: 'On call', contacts, policy: { version: '3', level: { adultFromYears: 17 } } },
  ],
  fallbackTeam: 'on-call',
  policy: { version: 'site', history: { recentDays: 6 } },
  feeds: [
    { id: 'north', team: 'lung' },
    { id: 'north-2', team: 'lung' },
    { id: 'south', team: 'breast' },
    { id: 'west' },
  ],
  policySets: [
    { id: 'close', version: '4', history: { recentDays: 5 } },
    { id: 'young', version: '5', level: { adultFromYears: 15 } },
  ],
});
