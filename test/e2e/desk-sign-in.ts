import type { Page } from 'playwright-core';
import type { LocalProcess } from './local-process.ts';

type Role = 'clinician' | 'coordinator' | 'auditor';

/** The password that was printed for the user of this role when the service started. */
export function passwordOf({ output }: Pick<LocalProcess, 'output'>, role: Role): string {
  const [, password = ''] = new RegExp(`sign in as ${role}, password (\\w+)`).exec(output()) ?? [];
  return password;
}

/** Fills in the form of the sign-in to which the desk has sent the browser. */
export async function signIn(page: Page, local: Pick<LocalProcess, 'output'>, role: Role): Promise<void> {
  await page.getByLabel('User').fill(role);
  await page.getByLabel('Password').fill(passwordOf(local, role));
  await page.getByRole('button', { name: 'Sign in' }).click();
}
