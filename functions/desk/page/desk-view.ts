import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { DeskUser } from '../../../shared/desk/user.ts';

export type NamedTeam = { readonly id: string; readonly name: string };

/** What every page of the desk knows beside its read model. */
export type DeskView = {
  /** Who is signed in; absent on the pages before and after. */
  readonly user?: Pick<DeskUser, 'id' | 'name' | 'roles'>;
  /** The teams this user may read, in the order of the configuration. */
  readonly teams: readonly NamedTeam[];
  /** Bound to the session; every form holds it. */
  readonly formToken: string;
  readonly now: EpochMs;
  /** A session that is not used for so long ends. */
  readonly idleMs: number;
};

/** The name of a team, or its id where the configuration no longer names it. */
export function teamName({ teams }: Pick<DeskView, 'teams'>, id: string): string {
  return teams.find((team) => team.id === id)?.name ?? id;
}
