/** What somebody may do at the desk. A user may have several roles. */
export const DESK_ROLES = ['clinician', 'coordinator', 'auditor'] as const;
export type DeskRole = (typeof DESK_ROLES)[number];

/** A signed-in user, as the identity provider describes them. */
export type DeskUser = {
  /** The subject (`sub`) of the identity provider: what the chart and the audit trail keep. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly DeskRole[];
  /** Whose alerts a clinician sees and answers. */
  readonly teams: readonly string[];
};

type Rights = Pick<DeskUser, 'roles' | 'teams'>;

const has = ({ roles }: Rights, role: DeskRole) => roles.includes(role);

/** Auditors and coordinators see every team's alerts, clinicians those of their own. */
export function mayRead(user: Rights, team: string): boolean {
  return has(user, 'auditor') || mayAct(user, team);
}

/** Whether this user may answer alerts of the team. An auditor changes nothing. */
export function mayAct(user: Rights, team: string): boolean {
  return has(user, 'coordinator') || (has(user, 'clinician') && user.teams.includes(team));
}

/** Who saw and did what. */
export function mayAudit(user: Rights): boolean {
  return has(user, 'auditor');
}

/** How a team answers its alerts: a coordinator's and an auditor's business. */
export function mayReport(user: Rights): boolean {
  return has(user, 'coordinator') || has(user, 'auditor');
}
