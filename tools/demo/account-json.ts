import { isoInstant } from '../../shared/clinical/instant.ts';
import type { DayAccount } from './account.ts';

/** The account for a program: instants as ISO 8601 in UTC, counts as objects. */
export function accountJson({ raised, silent, notices, counts }: DayAccount): string {
  const { received, judged, ignored, quarantined, valuesQuarantined } = counts;
  return JSON.stringify(
    {
      raised: raised.map(({ at, paged, ...entry }) => ({
        at: isoInstant(at),
        ...entry,
        paged: paged && { at: isoInstant(paged.at), team: paged.page.team, repeat: paged.page.repeat },
      })),
      silent: silent.map(({ at, ...entry }) => ({ at: isoInstant(at), ...entry })),
      operations: notices,
      counts: {
        received,
        judged,
        ignored: Object.fromEntries(ignored),
        quarantined: Object.fromEntries(quarantined),
        valuesQuarantined: Object.fromEntries(valuesQuarantined),
      },
    },
    undefined,
    2,
  );
}
