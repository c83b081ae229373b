import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localUsers } from '../../../infra/local/desk/desk-users.ts';
import { LocalRuntimeError } from '../../../infra/local/runtime-error.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { temporaryFolder } from './temporary-folder.ts';

const configOf = (...ids: readonly string[]) =>
  configSchema.parse({
    fallbackTeam: ids[0],
    teams: ids.map((id) => ({ id, name: id, contacts: [{ protocol: 'email', to: 'a@example.org' }] })),
  });

describe('the users of the desk on one machine', () => {
  it('are one for each role, each with a password of their own, for this user of the machine alone', () => {
    const deskUsers = join(temporaryFolder(), 'desk-users.json');

    const users = localUsers({ deskUsers }, configOf('on-call', 'lung-oncology'));

    expect(users.map(({ id, groups }) => [id, groups])).toEqual([
      ['clinician', ['team:lung-oncology']],
      ['coordinator', ['coordinator']],
      ['auditor', ['auditor']],
    ]);
    expect(new Set(users.map(({ password }) => password)).size).toBe(3);
    expect(users.every(({ password }) => /^[a-z2-9]{14}$/.test(password))).toBe(true);
    expect(statSync(deskUsers).mode & 0o777).toBe(0o600);
  });

  it('keep their passwords when it starts again', () => {
    const deskUsers = join(temporaryFolder(), 'desk-users.json');
    const before = localUsers({ deskUsers }, configOf('on-call'));

    expect(localUsers({ deskUsers }, configOf('on-call'))).toEqual(before);
  });

  it('have the team that is always there where the sample team is not', () => {
    const [clinician] = localUsers({ deskUsers: join(temporaryFolder(), 'users') }, configOf('on-call'));

    expect(clinician?.groups).toEqual(['team:on-call']);
  });

  it('whose file is damaged are not made anew in silence', () => {
    const deskUsers = join(temporaryFolder(), 'desk-users.json');
    writeFileSync(deskUsers, '[{"id":');

    expect(() => localUsers({ deskUsers }, configOf('on-call'))).toThrow(LocalRuntimeError);
  });
});
