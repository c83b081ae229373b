import { type Duty, duties } from '../../shared/alerting/rota.ts';
import { DAY_MS, type EpochMs, isoInstant, plusMs } from '../../shared/clinical/instant.ts';
import type { Config, Team } from '../../shared/runtime/config.ts';
import type { EscalationConfig, Rota } from '../../shared/runtime/config-escalation.ts';
import { type Finding, ok, warn } from './finding.ts';

const CHECK = 'rota';
const LOOKED_AHEAD_MS = 28 * DAY_MS;

/** Who is on call for each step of each team in the next four weeks, and when nobody is. */
export function checkRotas({ teams }: Pick<Config, 'teams'>, now: EpochMs): readonly Finding[] {
  return teams.flatMap((team) => {
    const { escalation, rota = [] } = team;
    return escalation === undefined ? [] : rota.flatMap((one) => checkRota(team, escalation, one, now));
  });
}

function checkRota(
  { id }: Team,
  { timeZone }: EscalationConfig,
  rota: Rota,
  now: EpochMs,
): readonly Finding[] {
  const coming = duties(rota, timeZone, now, plusMs(now, LOOKED_AHEAD_MS));
  const step = `${id} ${rota.step}`;
  const handovers = coming.slice(0, -1).map((duty) => `${nameOf(duty)} until ${minuteOf(duty)}`);
  const last = coming.slice(-1).map((duty) => `${nameOf(duty)} for the rest of the four weeks`);
  const said = [...handovers, ...last].join(', ');
  const holes = coming.filter(({ person }) => person === undefined);
  return [
    ok(CHECK, `${step}: on call are ${said} (times in UTC)`),
    ...holes.map(({ from, to }) =>
      warn(
        CHECK,
        `${step}: nobody is on call from ${isoInstant(from)} to ${isoInstant(to)}, so that everybody of the rota is paged then: add a shift`,
      ),
    ),
  ];
}

const nameOf = ({ person }: Duty): string => person ?? 'nobody';

const minuteOf = ({ to }: Duty): string => isoInstant(to).slice(0, 16).replace('T', ' ');
