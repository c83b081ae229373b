import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Config } from '../../../shared/runtime/config.ts';
import { type DataFolder, writeDurably } from '../data-folder.ts';
import { LocalRuntimeError } from '../runtime-error.ts';

const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  password: z.string(),
  groups: z.array(z.string()),
});
/** Somebody who may sign in to the desk of this machine. */
export type LocalUser = z.infer<typeof userSchema>;

const usersSchema = z.array(userSchema).min(1);

/** The team whose clinician there is: that of the sample patients, else the one that is there in any configuration. */
const SAMPLE_TEAM = 'lung-oncology';

/**
 * One user for each role, made once for a data folder, with passwords that nobody else knows.
 * @throws LocalRuntimeError where the file is damaged
 */
export function localUsers(folder: Pick<DataFolder, 'deskUsers'>, config: Config): readonly LocalUser[] {
  if (existsSync(folder.deskUsers)) return readUsers(folder.deskUsers);
  const team = config.teams.find(({ id }) => id === SAMPLE_TEAM)?.id ?? config.fallbackTeam;
  const users = [
    { id: 'clinician', name: 'Casey Clinician', groups: [`team:${team}`] },
    { id: 'coordinator', name: 'Cory Coordinator', groups: ['coordinator'] },
    { id: 'auditor', name: 'Aubrey Auditor', groups: ['auditor'] },
  ].map((user) => ({ ...user, password: newPassword() }));
  writeDurably(folder.deskUsers, `${JSON.stringify(users, undefined, 2)}\n`);
  return users;
}

function readUsers(file: string): readonly LocalUser[] {
  try {
    return usersSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new LocalRuntimeError(`${file} is damaged: delete it, and new users are made`);
  }
}

/** Without letters and digits that look alike. */
const CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 14;

function newPassword(): string {
  return Array.from({ length: LENGTH }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join('');
}
