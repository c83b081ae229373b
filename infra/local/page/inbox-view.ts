import type { Delivery } from '../database/inbox-rows.ts';

/** One page as everyone of a team got it by one protocol: one bubble on their telephones, one mail. */
export type SentPage = Omit<Delivery, 'seq' | 'to'> & {
  readonly seq: number;
  readonly to: readonly string[];
};

/** What one team received, newest first. */
export type TeamInbox = {
  readonly id: string;
  readonly name: string;
  readonly sms: readonly SentPage[];
  readonly email: readonly SentPage[];
};

export type NamedTeam = { readonly id: string; readonly name: string };

/** Deliveries in the order of their `seq` → inboxes of the teams in the order of the configuration, then others. */
export function inboxesOf(
  teams: readonly NamedTeam[],
  deliveries: readonly Delivery[],
): readonly TeamInbox[] {
  const pages = sentPages(deliveries);
  const named = new Map(teams.map(({ id, name }) => [id, name]));
  for (const { team } of pages) if (!named.has(team)) named.set(team, team);
  return [...named].map(([id, name]) => ({
    id,
    name,
    sms: pages.filter(({ team, protocol }) => team === id && protocol === 'sms'),
    email: pages.filter(({ team, protocol }) => team === id && protocol === 'email'),
  }));
}

function sentPages(deliveries: readonly Delivery[]): readonly SentPage[] {
  const pages = new Map<string, SentPage>();
  for (const delivery of deliveries) {
    const { alertId, at, team, protocol } = delivery;
    const key = JSON.stringify([alertId, at, team, protocol]);
    const page = pages.get(key);
    pages.set(key, page ? { ...page, to: [...page.to, delivery.to] } : { ...delivery, to: [delivery.to] });
  }
  return [...pages.values()].reverse();
}
