import { describe, expect, it } from 'vitest';
import { claimsSchema, userOfClaims } from '../../../../../functions/desk/sign-in/user-of-claims.ts';

const TEAMS = ['lung-oncology', 'breast-oncology'];
const userOf = (groups: readonly string[], more = {}) =>
  userOfClaims(claimsSchema.parse({ sub: 'u1', name: 'Casey', 'cognito:groups': groups, ...more }), TEAMS);

describe('the user of a token', () => {
  it.each([
    [['team:lung-oncology'], ['clinician'], ['lung-oncology']],
    [['team:lung-oncology', 'team:gone'], ['clinician'], ['lung-oncology']],
    [['coordinator'], ['coordinator'], []],
    [
      ['auditor', 'coordinator', 'team:breast-oncology'],
      ['clinician', 'coordinator', 'auditor'],
      ['breast-oncology'],
    ],
  ])('in groups %j has the roles %j and the teams %j', (groups, roles, teams) => {
    expect(userOf(groups)).toEqual({ id: 'u1', name: 'Casey', roles, teams });
  });

  it.each([[[]], [['team:gone']], [['Coordinator', 'team:', 'lung-oncology', 'clinician']]])(
    'in groups %j has no role',
    (groups) => {
      expect(userOf(groups)).toBeUndefined();
    },
  );

  it('is called by their name, else by that of their account, else by their subject', () => {
    const names = [{}, { name: ' ', username: 'casey1' }, { name: undefined }].map(
      (more) => userOf(['auditor'], more)?.name,
    );

    expect(names).toEqual(['Casey', 'casey1', 'u1']);
  });
});
