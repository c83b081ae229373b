import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochMs } from '../clinical/instant.ts';
import { systemClock } from './clock.ts';
import type { Config, Team } from './config.ts';
import type { Rota } from './config-escalation.ts';
import { ConfigurationError } from './errors.ts';
import { parseSiteConfig } from './load-config.ts';
import { turnsOfCalendar } from './rota-calendar.ts';

/**
 * Reads a calcium-alerts.config.json that a site has written, and the calendars of its rotas, which lie beside it: what they
 * say from `now` on stands among the shifts. Throws ConfigurationError with one line for each thing that is wrong.
 */
export function readConfigFile(file: string, now: EpochMs = systemClock.now()): Config {
  return withCalendars(parseSiteConfig(readFileSync(file, 'utf8'), file), dirname(file), now);
}

/** The configuration with its calendars read, each from its file in this folder. */
export function withCalendars(config: Config, folder: string, now: EpochMs): Config {
  const faults: string[] = [];
  const teams = config.teams.map((team, index) => {
    if (team.rota === undefined) return team;
    const rota = team.rota.map((one, at) =>
      withShifts(one, team, {
        folder,
        now,
        fault: (text) => faults.push(`teams[${index}].rota[${at}].calendar: ${text}`),
      }),
    );
    return { ...team, rota };
  });
  if (faults.length > 0) throw new ConfigurationError(faults.join('\n'));
  return { ...config, teams };
}

type Reading = {
  readonly folder: string;
  readonly now: EpochMs;
  readonly fault: (text: string) => void;
};

function withShifts({ calendar, ...rota }: Rota, team: Team, { folder, now, fault }: Reading): Rota {
  if (calendar === undefined) return rota;
  const text = readCalendar(join(folder, calendar), calendar, fault);
  const people = new Set(team.contacts.flatMap(({ person }) => person ?? []));
  const { turns, unknown, unknownZones } = turnsOfCalendar(text ?? '', people, now);
  if (text !== undefined && turns.length + unknown.length === 0) {
    fault(`${calendar} holds no event from now on; export it again, or take it out`);
  }
  const [first] = unknown;
  if (first !== undefined) {
    fault(
      `${calendar}: ${unknown.length} events, the first of ${first}, name nobody of the team; give each the person of a contact as its summary, or as one who attends`,
    );
  }
  for (const zone of unknownZones) {
    fault(`${calendar}: nobody knows the time zone "${zone}"; name one such as Europe/London`);
  }
  return { ...rota, shifts: [...rota.shifts, ...turns] };
}

function readCalendar(path: string, name: string, fault: Reading['fault']): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    fault(`${name} cannot be read; put it beside the configuration`);
    return undefined;
  }
}
