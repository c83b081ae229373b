import { type Escalation, stepOf } from '../chart/escalation.ts';
import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';
import type { Config, Team } from '../runtime/config.ts';
import { FIRST_STEP } from '../runtime/config-escalation-faults.ts';
import type { Page } from './publisher.ts';
import { contactName, teamFor } from './routing.ts';
import { wordPage } from './wording.ts';

/** What the chart knows of an alert that is to be paged. */
export type AlertToPage = {
  readonly alertId: string;
  readonly team: string | undefined;
  readonly level: Level;
  readonly kind: AlertKind;
  readonly repeat: boolean;
  /** How many alerts the page stands for; 1 when left out. */
  readonly count?: number;
  /** Absent where nobody comes after the first. */
  readonly escalation?: Escalation | undefined;
};

/** The page of an alert, addressed to a team that exists. */
export function composePage(
  alert: AlertToPage,
  config: Pick<Config, 'teams' | 'fallbackTeam' | 'deskUrl'>,
): Page {
  const { alertId, level, kind, repeat, count = 1, escalation } = alert;
  const step = stepOf(escalation);
  const of = escalation?.of ?? 1;
  const id = teamFor(alert.team, config);
  const team = config.teams.find((one) => one.id === id);
  const withinMinutes = minutesOfFirstStep(team, level);
  const { deskUrl } = config;
  const text = wordPage({ alertId, level, kind, repeat, count, step, of, deskUrl, withinMinutes });
  const contacts = knownContacts(team, escalation?.contacts ?? []);
  return { alertId, team: id, level, kind, contacts, step, repeat, ...text };
}

/** Those whom the team has now; its first step where it has none of them any more. */
function knownContacts(team: Team | undefined, names: readonly string[]): readonly string[] {
  const known = new Set(team?.contacts.map((contact) => contactName(contact, team)));
  const contacts = names.filter((name) => known.has(name));
  return contacts.length === 0 ? [FIRST_STEP] : contacts;
}

function minutesOfFirstStep(team: Team | undefined, level: Level): number | undefined {
  return level === 'critical' || level === 'urgent' ? team?.escalation?.minutes[level][0] : undefined;
}
