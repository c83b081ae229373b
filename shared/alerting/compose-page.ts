import { type Escalation, stepOf } from '../chart/escalation.ts';
import { type EpochMs, MINUTE_MS } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { AlertKind } from '../clinical/verdict.ts';
import type { Config, Team } from '../runtime/config.ts';
import { FIRST_STEP } from '../runtime/config-escalation-faults.ts';
import { contactsOfStep } from './freeze-escalation.ts';
import type { Page } from './publisher.ts';
import { contactName, stepName, teamFor } from './routing.ts';
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
  /** When it is paged. */
  readonly at: EpochMs;
};

/** The page of an alert, addressed to a team that exists. */
export function composePage(
  alert: AlertToPage,
  config: Pick<Config, 'teams' | 'fallbackTeam' | 'deskUrl'>,
): Page {
  const { alertId, level, kind, repeat, count = 1, escalation, at } = alert;
  const step = stepOf(escalation);
  const of = escalation?.of ?? 1;
  const id = teamFor(alert.team, config);
  const team = config.teams.find((one) => one.id === id);
  const withinMinutes = minutesOfFirstStep(team, level);
  const { deskUrl } = config;
  const text = wordPage({ alertId, level, kind, repeat, count, step, of, deskUrl, withinMinutes });
  const contacts = team === undefined ? [FIRST_STEP] : contactsOf(team, escalation, at);
  return { alertId, team: id, level, kind, contacts, step, repeat, ...text };
}

/** A page that goes out so much after its step began goes to whoever is on call by then. */
const STALE_MS = 15 * MINUTE_MS;

/** Whom a step pages as it was worked out; where that was for another time, or the team has changed since, as it is now. */
function contactsOf(team: Team, escalation: Escalation | undefined, at: EpochMs): readonly string[] {
  if (escalation === undefined) return contactsOfStep(team, 0, at);
  const { contacts, startedAt, shifted } = escalation;
  const reached = new Set(team.contacts.map((contact) => contactName(contact, team)));
  const steps = (team.escalation?.steps ?? []).map(({ id }) => stepName(team, id));
  const left = contacts.filter((name) => reached.has(name));
  const isAsThen = left.length > 0 && contacts.every((name) => reached.has(name) || steps.includes(name));
  if (isAsThen && !shifted && at - startedAt < STALE_MS) return left;
  const step = steps.findIndex((name) => contacts.includes(name));
  return step < 0 && left.length > 0 ? left : contactsOfStep(team, Math.max(0, step), at);
}

function minutesOfFirstStep(team: Team | undefined, level: Level): number | undefined {
  return level === 'critical' || level === 'urgent' ? team?.escalation?.minutes[level][0] : undefined;
}
