import { describe, expect, it } from 'vitest';
import { type DeskRole, mayAct, mayAudit, mayRead, mayReport } from '../../../shared/desk/user.ts';

const user = (roles: readonly DeskRole[], teams: readonly string[] = ['lung']) => ({ roles, teams });

describe('at the desk', () => {
  it.each([
    ['a clinician', ['clinician'], { own: true, others: false }],
    ['a coordinator', ['coordinator'], { own: true, others: true }],
    ['an auditor', ['auditor'], { own: true, others: true }],
    ['nobody of a role', [], { own: false, others: false }],
  ] as const)('%s sees the alerts of their own and of other teams as their role says', (_, roles, sees) => {
    expect({ own: mayRead(user(roles), 'lung'), others: mayRead(user(roles), 'breast') }).toEqual(sees);
  });

  it.each([
    ['a clinician', ['clinician'], { own: true, others: false }],
    ['a coordinator', ['coordinator'], { own: true, others: true }],
    ['an auditor', ['auditor'], { own: false, others: false }],
    ['an auditor who is a clinician too', ['auditor', 'clinician'], { own: true, others: false }],
  ] as const)('%s answers alerts as their role says', (_, roles, acts) => {
    expect({ own: mayAct(user(roles), 'lung'), others: mayAct(user(roles), 'breast') }).toEqual(acts);
  });

  it('the audit trail is for auditors, reports are for coordinators too', () => {
    const roles: readonly DeskRole[] = ['clinician', 'coordinator', 'auditor'];
    expect(roles.filter((role) => mayAudit(user([role])))).toEqual(['auditor']);
    expect(roles.filter((role) => mayReport(user([role])))).toEqual(['coordinator', 'auditor']);
  });
});
