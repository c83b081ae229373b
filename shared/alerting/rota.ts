import { DAY_MS, type EpochMs } from '../clinical/instant.ts';
import type { Rota, Turn } from '../runtime/config-escalation.ts';
import { instantOf, instantOfText, type WallMs, wallAt, wallOf } from './zoned-time.ts';

const WEEK_MS = 7 * DAY_MS;

/** Who is on call at that moment: by an override, else by a shift, else by the week. Undefined = nobody. */
export function onCall(rota: Rota, timeZone: string, at: EpochMs): string | undefined {
  const holds = ({ from, to }: Turn) =>
    instantOfText(from, timeZone) <= at && at < instantOfText(to, timeZone);
  const turn = rota.overrides.findLast(holds) ?? rota.shifts.findLast(holds);
  return turn?.person ?? personOfWeek(rota, wallAt(at, timeZone));
}

/** Handovers are at the same time of the local clock the whole year. Before the first one it is nobody's week. */
function personOfWeek({ weekly }: Rota, wall: WallMs): string | undefined {
  if (weekly === undefined) return undefined;
  const weeks = Math.floor((wall - wallOf(weekly.from)) / WEEK_MS);
  return weeks < 0 ? undefined : weekly.people[weeks % weekly.people.length];
}

/** A time during which the same person is on call, or nobody. */
export type Duty = { readonly from: EpochMs; readonly to: EpochMs; readonly person: string | undefined };

/** Who is on call from one moment to another, without a gap, in order. */
export function duties(rota: Rota, timeZone: string, from: EpochMs, to: EpochMs): readonly Duty[] {
  const found: Duty[] = [];
  const changes = [...changesBetween(rota, timeZone, from, to), to];
  let begins = from;
  for (const ends of changes) {
    const person = onCall(rota, timeZone, begins);
    const last = found.at(-1);
    if (last !== undefined && last.person === person) found.splice(-1, 1, { ...last, to: ends });
    else found.push({ from: begins, to: ends, person });
    begins = ends;
  }
  return found;
}

/** The moments between the two at which somebody else may come on call, in order. */
function changesBetween(rota: Rota, timeZone: string, from: EpochMs, to: EpochMs): readonly EpochMs[] {
  const ofTurns = [...rota.shifts, ...rota.overrides].flatMap((turn) => [
    instantOfText(turn.from, timeZone),
    instantOfText(turn.to, timeZone),
  ]);
  const moments = new Set([...ofTurns, ...handovers(rota, timeZone, from, to)]);
  return [...moments].filter((at) => from < at && at < to).sort((a, b) => a - b);
}

function handovers({ weekly }: Rota, timeZone: string, from: EpochMs, to: EpochMs): readonly EpochMs[] {
  if (weekly === undefined) return [];
  const first = wallOf(weekly.from);
  const before = Math.max(0, Math.floor((wallAt(from, timeZone) - first) / WEEK_MS));
  const weeks = Math.ceil((to - from) / WEEK_MS) + 1;
  return Array.from({ length: weeks + 1 }, (_, week) =>
    instantOf((first + (before + week) * WEEK_MS) as WallMs, timeZone),
  );
}
