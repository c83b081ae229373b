import { describe, expect, it } from 'vitest';
import { claimsSchema, userOfClaims } from '../../../../../functions/desk/sign-in/user-of-claims.ts';

const TEAMS = ['lung', 'breast'];
const userOf = (groups: string) =>
  userOfClaims(claimsSchema.parse({ sub: 'sub-1', name: 'First', 'custom:groups': groups }), TEAMS);

describe("groups that a hospital's identity provider tells of", () => {
  it.each([
    ['one name', 'team:lung', ['clinician'], ['lung']],
    ['a list of SAML', '[team:lung, staff, auditor]', ['clinician', 'auditor'], ['lung']],
    ['a list of OpenID Connect', '["team:lung","team:breast"]', ['clinician'], ['lung', 'breast']],
    ['names by commas', 'coordinator,team:breast', ['clinician', 'coordinator'], ['breast']],
  ])('give roles and teams: %s', (_, groups, roles, teams) => {
    expect(userOf(groups)).toEqual({ id: 'sub-1', name: 'First', roles, teams });
  });

  it.each(['', '[]', 'staff', 'coordinators', 'team:lungs', 'team:lung auditor', 'TEAM:LUNG'])(
    'give nothing where none is exactly one of ours: %s',
    (groups) => {
      expect(userOf(groups)).toBeUndefined();
    },
  );

  it('count beside those of the user pool', () => {
    const claims = { sub: 'sub-1', 'cognito:groups': ['auditor'], 'custom:groups': 'team:lung' };

    expect(userOfClaims(claimsSchema.parse(claims), TEAMS)?.roles).toEqual(['clinician', 'auditor']);
  });
});
