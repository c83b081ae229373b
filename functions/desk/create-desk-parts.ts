import type { Table } from '../../shared/chart/table.ts';
import type { DeskParts } from './desk-parts.ts';
import { deskFiles } from './page/page-files.ts';
import { createRateLimit } from './rate-limit.ts';
import { createReadBearerToken, keysBehind } from './sign-in/bearer-token.ts';
import { cookiesOf } from './sign-in/cookies.ts';
import { createIdentityProvider } from './sign-in/identity-provider.ts';
import { newSecret } from './sign-in/secret.ts';
import { createSessions } from './sign-in/sessions.ts';
import { createSignInAttempts } from './sign-in/sign-in-attempts.ts';

export type DeskSettings = Pick<DeskParts, 'service' | 'origin' | 'teams' | 'clock' | 'telemetry'> & {
  readonly table: Pick<Table, 'get' | 'putVersion' | 'increment'>;
  readonly issuer: string;
  readonly clientId: string;
  /** Further clients whose tokens the API takes. */
  readonly apiClientIds?: readonly string[];
};

/** The desk over a table and an identity provider, wherever they are. */
export function createDeskParts(settings: DeskSettings): DeskParts {
  const { service, origin, teams, clock, telemetry, table, issuer, clientId, apiClientIds = [] } = settings;
  const audiences = [clientId, ...apiClientIds];
  const provider = { issuer: new URL(issuer), clientId, origin };
  const identity = createIdentityProvider(provider, clock.now);
  const keys = keysBehind(identity.keysUrl);
  return {
    ...{ service, identity, origin, teams, clock, telemetry, newSecret },
    sessions: createSessions({ table, clock }),
    attempts: createSignInAttempts({ table, clock }),
    readBearerToken: createReadBearerToken({ issuer, audiences }, keys, clock),
    limit: createRateLimit({ table, clock }),
    cookies: cookiesOf(origin),
    files: deskFiles(),
  };
}
