import type { Escalation, FreezeEscalation } from '../chart/escalation.ts';
import { type EpochMs, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { Config, Team } from '../runtime/config.ts';
import { type EscalationConfig, peopleOf } from '../runtime/config-escalation.ts';
import { onCall } from './rota.ts';
import { personName, stepName, teamFor } from './routing.ts';
import { endOfNextWorkingDay } from './working-day.ts';

/** Who is paged by the configuration of now: whoever the rota has on call at the moment at which a step is due. */
export function createFreezeEscalation(config: Pick<Config, 'teams' | 'fallbackTeam'>): FreezeEscalation {
  const teams = new Map(config.teams.map((team) => [team.id, team]));
  return ({ team, level, raisedAt }) => {
    const paged = teams.get(teamFor(team, config));
    if (paged?.escalation === undefined) return undefined;
    return frozen(paged, paged.escalation, timesOf(paged.escalation, level, raisedAt), raisedAt);
  };
}

/** Whom the first step of a team pages at that moment. */
export function contactsOfFirstStep(
  id: string,
  { teams }: Pick<Config, 'teams'>,
  at: EpochMs,
): readonly string[] {
  return teams.filter((team) => team.id === id).flatMap((team) => contactsOfStep(team, 0, at));
}

/** When each step is over, from the first on: as many as the level has at most. */
function timesOf(escalation: EscalationConfig, level: Level, raisedAt: EpochMs): readonly EpochMs[] {
  if (level === 'worklist') return [];
  if (level !== 'routine') {
    return escalation.minutes[level].map((minutes) => plusMs(raisedAt, minutes * MINUTE_MS));
  }
  const first = endOfNextWorkingDay(raisedAt, escalation);
  return [first, endOfNextWorkingDay(first, escalation)];
}

function frozen(
  team: Team,
  { steps }: EscalationConfig,
  times: readonly EpochMs[],
  raisedAt: EpochMs,
): Escalation | undefined {
  const ends = times.slice(0, steps.length);
  const begun: { readonly dueAt: EpochMs; readonly contacts: string[] }[] = [];
  let dueAt = raisedAt;
  for (const [index, overAt] of ends.entries()) {
    begun.push({ dueAt, contacts: [...contactsOfStep(team, index, dueAt)] });
    dueAt = overAt;
  }
  const [first, ...next] = begun;
  if (first === undefined) return undefined;
  return { of: begun.length, startedAt: raisedAt, contacts: first.contacts, next, overAt: dueAt };
}

/**
 * Whom a step pages, counted from 0: the contacts of the step itself, and those of who is on call; where nobody is, of
 * everybody whom its rota names.
 */
export function contactsOfStep(team: Team, step: number, at: EpochMs): readonly string[] {
  const { escalation, rota = [] } = team;
  const id = escalation?.steps[step]?.id;
  const ofStep = rota.find((one) => one.step === id);
  if (escalation === undefined || ofStep === undefined) return [stepName(team, id)];
  const person = onCall(ofStep, escalation.timeZone, at);
  const people = person === undefined ? peopleOf(ofStep) : [person];
  return [stepName(team, id), ...people.map(personName)];
}
