import * as z from 'zod';
import type { DeskRole, DeskUser } from '../../../shared/desk/user.ts';

/** What is read of a token, as Amazon Cognito names it. */
export const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().max(200).optional(),
  'cognito:username': z.string().max(200).optional(),
  username: z.string().max(200).optional(),
  'cognito:groups': z.array(z.string()).default([]),
  /** What the hospital's own identity provider calls the user's groups: one, or several as Cognito writes a list, `[a, b]`. */
  'custom:groups': z.string().optional(),
});
export type Claims = z.infer<typeof claimsSchema>;

const TEAM_GROUP = 'team:';

/**
 * Groups `coordinator`, `auditor` and `team:<id>` give the roles; a clinician is who belongs to a team that there is.
 * Undefined where they give none.
 */
export function userOfClaims(claims: Claims, teamIds: readonly string[]): DeskUser | undefined {
  const groups = new Set([...claims['cognito:groups'], ...namesIn(claims['custom:groups'] ?? '')]);
  const teams = teamIds.filter((id) => groups.has(`${TEAM_GROUP}${id}`));
  const roles: DeskRole[] = [];
  if (teams.length > 0) roles.push('clinician');
  if (groups.has('coordinator')) roles.push('coordinator');
  if (groups.has('auditor')) roles.push('auditor');
  if (roles.length === 0) return undefined;
  return { id: claims.sub, name: nameOf(claims), roles, teams };
}

function namesIn(list: string): readonly string[] {
  return list.split(/[[\],"]/).map((name) => name.trim());
}

function nameOf(claims: Claims): string {
  const names = [claims.name, claims['cognito:username'], claims.username];
  return names.find((name) => name !== undefined && name.trim() !== '') ?? claims.sub;
}
