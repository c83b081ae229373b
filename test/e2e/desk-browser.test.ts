import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CHROMIUM, launchBrowser } from '../../tools/desk-pictures/browser.ts';
import { calciumMessage } from './calcium-message.ts';
import { dataFolder, type LocalProcess, startLocally } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const present = existsSync(CHROMIUM);

/** Whoever may sign in, as a folder that was used before holds them; one has no role. */
const USERS = [
  { id: 'clinician', name: 'Casey Clinician', groups: ['team:lung-oncology'] },
  { id: 'coordinator', name: 'Cory Coordinator', groups: ['coordinator'] },
  { id: 'auditor', name: 'Aubrey Auditor', groups: ['auditor'] },
  { id: 'visitor', name: 'Vic Visitor', groups: [] },
].map((user) => ({ ...user, password: `${user.id}password` }));
type UserId = 'clinician' | 'coordinator' | 'auditor' | 'visitor';

async function startWithUsers(): Promise<LocalProcess> {
  const folder = join(dataFolder(), 'data');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'desk-users.json'), JSON.stringify(USERS), { mode: 0o600 });
  return startLocally(folder);
}

async function send(local: LocalProcess, controlId: string, patient: string): Promise<void> {
  const connection = await connectRaw(local.mllpPort);
  await connection.send(calciumMessage({ controlId, patient }));
  connection.close();
}

/** Whether the outline of what has the focus can be seen. */
const SEES_FOCUS = `(() => {
  const at = document.activeElement;
  return [getComputedStyle(at), getComputedStyle(at, '::after')].some(
    ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
})()`;
const MOST_TABS = 40;

/** Presses Tab until what is asked for has the focus; each stop on the way has to be seen. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab');
    if (!(await page.evaluate(SEES_FOCUS))) {
      throw new Error(`no focus to be seen on ${await page.evaluate('document.activeElement.outerHTML')}`);
    }
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`not reached by the keyboard: ${selector}`);
}

/** What the browser has fetched for a page, and how long it took. */
const LOADED = `(() => {
  const [page] = performance.getEntriesByType('navigation');
  const all = [page, ...performance.getEntriesByType('resource')];
  return { ms: page.loadEventEnd, bytes: all.reduce((sum, one) => sum + one.transferSize, 0) };
})()`;

describe.skipIf(!present)(
  `the desk of a running service, in a browser${present ? '' : ` (skipped: no ${CHROMIUM})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    }, 60_000);
    afterAll(() => browser?.close());

    async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
      const context = await browser.newContext(options);
      onTestFinished(() => context.close());
      return context.newPage();
    }

    async function signedIn(local: LocalProcess, id: UserId, path = '/desk'): Promise<Page> {
      const page = await open();
      await page.goto(`http://127.0.0.1:${local.httpPort}${path}`);
      await fillIn(page, id);
      return page;
    }

    async function fillIn(page: Page, id: UserId): Promise<void> {
      await page.getByLabel('User').fill(id);
      await page.getByLabel('Password').fill(`${id}password`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL((url) => url.pathname.startsWith('/desk'));
    }

    it('leads by keyboard alone from the link of an SMS through sign-in to one press that acknowledges', async () => {
      const local = await startWithUsers();
      await send(local, 'DESK-1', 'RS100001');
      const page = await open();
      await page.goto(`http://127.0.0.1:${local.httpPort}/`);
      await page.locator('.sms a').waitFor();

      await tabTo(page, '.sms a');
      await page.keyboard.press('Enter');
      await page.getByLabel('User').waitFor();
      await tabTo(page, '#user');
      await page.keyboard.type('clinician');
      await tabTo(page, '#password');
      await page.keyboard.type('clinicianpassword');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Awaits an answer' }).waitFor();
      await tabTo(page, '.skip');
      await page.keyboard.press('Enter');
      await tabTo(page, 'button.primary');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Answered' }).waitFor();

      const [alert] = await local.json<readonly { readonly acknowledgement: unknown }[]>('/alerts.json');
      expect(alert?.acknowledgement).toMatchObject({
        state: 'acknowledged',
        by: 'clinician',
        reason: 'acting',
      });
      expect(await page.locator('.standing').textContent()).toMatch(
        /^Acknowledged .+: acting on it, by you\.$/,
      );
      await page.goto(`http://127.0.0.1:${local.httpPort}/desk`);
      expect(await page.locator('.empty').textContent()).toContain('Every alert has been answered.');
    }, 60_000);

    it('shows its first page within a second and 200 KB, tells who has no role so, and an auditor who looked', async () => {
      const local = await startWithUsers();
      for (const patient of ['RS100001', 'RS100004']) await send(local, `DESK-${patient}`, patient);
      const desk = await signedIn(local, 'coordinator');
      await expect.poll(async () => (await desk.reload()) && desk.locator('.row').count()).toBe(2);

      const loads: { readonly ms: number; readonly bytes: number }[] = [];
      for (let load = 0; load < 3; load += 1) {
        const fresh = await open({ storageState: await desk.context().storageState() });
        await fresh.goto(`http://127.0.0.1:${local.httpPort}/desk`, { waitUntil: 'load' });
        await fresh.waitForFunction(`${LOADED}.ms > 0`);
        loads.push(await fresh.evaluate(LOADED));
      }
      expect(Math.min(...loads.map(({ ms }) => ms))).toBeLessThan(1_000);
      expect(Math.max(...loads.map(({ bytes }) => bytes))).toBeLessThan(200_000);
      expect(await desk.locator('.teams').textContent()).not.toMatch(/canary/i);

      const nobody = await signedIn(local, 'visitor');
      expect(await nobody.getByRole('heading', { level: 1 }).textContent()).toBe(
        'Your account has no role at the desk',
      );
      await nobody.getByRole('link', { name: 'Sign in as somebody else' }).click();
      await fillIn(nobody, 'auditor');
      expect(await nobody.locator('.account').textContent()).toContain('Aubrey Auditor');

      await nobody.getByRole('link', { name: 'Audit', exact: true }).click();
      await nobody.getByLabel('Team').selectOption('lung-oncology');
      await nobody.getByRole('button', { name: 'Show' }).click();
      const looks = nobody.locator('.views > li');
      await expect.poll(() => looks.count()).toBeGreaterThan(1);
      expect(await looks.last().textContent()).toContain('Cory Coordinator');
      await looks.last().locator('summary').click();
      await looks.last().getByRole('link').first().click();
      await nobody.getByRole('heading', { name: 'Audit trail' }).waitFor();
    }, 60_000);
  },
);
