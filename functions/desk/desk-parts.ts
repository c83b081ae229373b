import type { DeskService } from '../../shared/desk/desk-service.ts';
import { mayRead } from '../../shared/desk/user.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isCanary } from '../../shared/runtime/config.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { DeskView, NamedTeam } from './page/desk-view.ts';
import type { PageFile } from './page/page-files.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ReadBearerToken } from './sign-in/bearer-token.ts';
import type { Cookies } from './sign-in/cookies.ts';
import type { IdentityProvider } from './sign-in/identity-provider.ts';
import { IDLE_MS, type Session, type Sessions } from './sign-in/sessions.ts';
import type { SignInAttempts } from './sign-in/sign-in-attempts.ts';

/** What the routes of the desk are made of. */
export type DeskParts = {
  readonly service: DeskService;
  readonly identity: IdentityProvider;
  readonly sessions: Sessions;
  readonly attempts: SignInAttempts;
  readonly readBearerToken: ReadBearerToken;
  readonly limit: RateLimit;
  readonly cookies: Cookies;
  /** Scheme, host and port under which browsers know the desk. */
  readonly origin: string;
  readonly teams: readonly NamedTeam[];
  /** What pages load, by path. */
  readonly files: ReadonlyMap<string, PageFile>;
  readonly newSecret: () => string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

/** What every page knows, for a user who is signed in or for one who is not. */
export function viewOf({ teams, clock }: Pick<DeskParts, 'teams' | 'clock'>, session?: Session): DeskView {
  const seen = { now: clock.now(), idleMs: IDLE_MS };
  if (!session) return { ...seen, teams: [], formToken: '' };
  const { user, formToken } = session;
  return { ...seen, user, formToken, teams: teams.filter(({ id }) => !isCanary(id) && mayRead(user, id)) };
}
