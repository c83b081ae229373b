import type { Operations, Page, Publisher } from '../../../shared/alerting/publisher.ts';
import { contactsFor } from '../../../shared/alerting/routing.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Config, Team } from '../../../shared/runtime/config.ts';
import type { Database } from '../database/database-client.ts';
import type { Delivery } from '../database/inbox-rows.ts';

export type LocalPublisherParts = {
  readonly database: Database;
  readonly operations: Operations;
  readonly teams: Config['teams'];
  readonly fallbackTeam: string;
  readonly clock: Clock;
  readonly onDelivered: () => void;
};

/** A topic with its subscriptions: one delivery for each contact of the team who hears of this level. */
export function createLocalPublisher(parts: LocalPublisherParts): Publisher {
  const { database, operations, clock, onDelivered } = parts;
  return {
    publish: async (page) => {
      const deliveries = deliveriesOf(page, teamOf(page.team, parts), clock.now());
      if (deliveries.length === 0) return operations.tell(reachedNobody(page));
      await database.ask('deliver', deliveries);
      onDelivered();
    },
  };
}

function teamOf(id: string, { teams, fallbackTeam }: LocalPublisherParts): Team | undefined {
  return teams.find((team) => team.id === id) ?? teams.find((team) => team.id === fallbackTeam);
}

function deliveriesOf(page: Page, team: Team | undefined, at: EpochMs): readonly Omit<Delivery, 'seq'>[] {
  if (!team) return [];
  const { alertId, level, kind } = page;
  const others = page.others?.map((other) => other.alertId);
  return contactsFor(team, level, page.contacts).map(({ protocol, to }) => ({
    at,
    team: team.id,
    level,
    kind,
    protocol,
    to,
    subject: protocol === 'email' ? page.subject : '',
    text: protocol === 'email' ? page.email : page.sms,
    alertId,
    ...(others && { others }),
  }));
}

function reachedNobody({ team, level }: Page) {
  return {
    code: 'PAGE_REACHED_NOBODY',
    subject: `${team}: ${level}`,
    text: `A ${level} page to team "${team}" reached nobody: no contact of that team takes this level. Add one to the configuration.`,
  };
}
