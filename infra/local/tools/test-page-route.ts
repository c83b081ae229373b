import * as z from 'zod';
import { namedContacts } from '../../../shared/alerting/contact-names.ts';
import { TEST_PAGE, testedContacts } from '../../../shared/alerting/test-page.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Team } from '../../../shared/runtime/config.ts';
import type { Database } from '../database/database-client.ts';
import type { Delivery } from '../database/inbox-rows.ts';
import { jsonRoute } from '../http/json-route.ts';
import type { Route } from '../http/local-server.ts';

const TAKEN = {
  schema: z.strictObject({ teams: z.array(z.string()) }),
  maxBytes: 100_000,
  usage: '{"teams": ["…"]}: npx calcium-alerts teams test',
};

export type TestPageParts = {
  readonly teams: readonly Team[];
  readonly database: Pick<Database, 'ask'>;
  readonly clock: Clock;
  readonly onDelivered: () => void;
};

/** POST /test-page: into the inbox of everybody of these teams who hears of critical pages, at whatever step. */
export function testPageRoute({ teams, database, clock, onDelivered }: TestPageParts): Route {
  return jsonRoute(TAKEN, async ({ teams: asked }) => {
    const at = clock.now();
    const deliveries = teams.filter(({ id }) => asked.includes(id)).flatMap((team) => deliveriesTo(team, at));
    await database.ask('deliver', deliveries);
    onDelivered();
    return { delivered: deliveries.length };
  });
}

function deliveriesTo(team: Team, at: EpochMs): readonly Omit<Delivery, 'seq'>[] {
  const contacts = namedContacts(team.contacts);
  return testedContacts(team).flatMap(({ name, isReached }) => {
    const contact = contacts.get(name);
    if (contact === undefined || !isReached) return [];
    const { protocol, to } = contact;
    return [
      {
        ...({ at, team: team.id, level: 'critical', kind: 'test', protocol, to, alertId: '' } as const),
        subject: protocol === 'email' ? TEST_PAGE.subject : '',
        text: protocol === 'email' ? TEST_PAGE.email : TEST_PAGE.sms,
      },
    ];
  });
}
