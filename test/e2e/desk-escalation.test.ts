import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CHROMIUM, launchBrowser } from '../../tools/desk-pictures/browser.ts';
import { calciumMessage } from './calcium-message.ts';
import { signIn } from './desk-sign-in.ts';
import { type Addresses, ANY_PORTS, type LaunchedLocal, launchLocal } from './launch-local.ts';
import type { InboxRow } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const present = existsSync(CHROMIUM);
const MOVED_CLOCK = fileURLToPath(new URL('./moved-clock.ts', import.meta.url));
const TEAM = 'lung-oncology';

/** The sample, whose lung team goes on after one minute, two and three. */
function quickConfig(): string {
  const config = JSON.parse(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8'));
  for (const { id, escalation } of config.teams) {
    if (id === TEAM) escalation.minutes = { critical: [1, 2, 3] };
  }
  return JSON.stringify(config);
}

describe.skipIf(!present)(
  `escalation, as its readers see it${present ? '' : ` (skipped: no ${CHROMIUM})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-escalation-'));
    let browser: Browser;
    let local: LaunchedLocal;
    let addresses: Addresses;

    beforeAll(async () => {
      const config = join(folder, 'given.json');
      writeFileSync(config, quickConfig());
      const args = ['--data-dir', join(folder, 'data'), '--config', config, ...ANY_PORTS];
      local = launchLocal(args, ['--import', MOVED_CLOCK]);
      [browser, addresses] = await Promise.all([launchBrowser(), local.ready]);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      local?.signal('SIGKILL');
      await local?.ended;
      rmSync(folder, { recursive: true, force: true });
    });

    const json = async <T>(path: string): Promise<T> =>
      (await fetch(`http://127.0.0.1:${addresses.httpPort}${path}`)).json() as Promise<T>;
    const aMinuteLater = () => local.signal('SIGUSR2');

    /** Sends a critical calcium of a lung patient and waits for the SMS to whoever is on call. */
    async function critical(patient: string): Promise<InboxRow> {
      const connection = await connectRaw(addresses.mllpPort);
      await connection.send(calciumMessage({ controlId: `ESCALATE-${patient}`, patient }));
      connection.close();
      const alerts = await vi.waitFor(
        async () => {
          const found = await json<{ alertId: string; patient: { id: string } }[]>('/alerts.json');
          expect(found.map((alert) => alert.patient.id)).toContain(patient);
          return found;
        },
        { timeout: 10_000 },
      );
      const { alertId = '' } = alerts.find((alert) => alert.patient.id === patient) ?? {};
      await pagedAt(alertId, 1);
      const [sms] = (await pages(alertId)).filter(({ protocol }) => protocol === 'sms');
      if (sms === undefined) throw new Error('no SMS');
      return sms;
    }

    const pages = async (alertId: string) =>
      (await json<InboxRow[]>('/inbox.json')).filter((row) => row.alertId === alertId);
    const stepOf = ({ subject, text }: InboxRow) =>
      Number(/ESCALATED (\d)\/3/.exec(subject || text)?.[1] ?? 1);

    /** Resolves to who was paged at this step, once they are. */
    const pagedAt = (alertId: string, step: number) =>
      vi.waitFor(
        async () => {
          const reached = (await pages(alertId)).filter((row) => stepOf(row) === step).map(({ to }) => to);
          expect(reached).not.toEqual([]);
          return reached;
        },
        { timeout: 10_000 },
      );

    async function signedInAt(address: string): Promise<Page> {
      const context = await browser.newContext();
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(address);
      await signIn(page, local, 'clinician');
      return page;
    }
    const linkIn = ({ text }: InboxRow) => /http:\S+/.exec(text)?.[0] ?? '';
    const onList = async (page: Page, patient: string) => {
      await page.goto(`http://127.0.0.1:${addresses.httpPort}/desk`);
      return page.locator('.row', { hasText: patient }).locator('.row-next').textContent();
    };

    it('pages the next step when nobody answers, then tells operations: UNANSWERED', async () => {
      const sms = await critical('RS100001');
      const page = await signedInAt(linkIn(sms));
      const standing = () => page.locator('.standing').textContent();
      expect(await standing()).toMatch(/^On call has been paged \(step 1 of 3\)\. Consultant is paged/);

      aMinuteLater();
      const consultant = await pagedAt(sms.alertId, 2);
      expect(['+12025550113 dr-adams@example.org', '+12025550114 dr-brandt@example.org']).toContain(
        consultant.join(' '),
      );
      expect(await onList(page, 'RS100001')).toMatch(/^Next: Duty manager .*\(2 of 3 paged\)$/);

      aMinuteLater();
      expect(await pagedAt(sms.alertId, 3)).toEqual(['+12025550115', 'lung-duty-manager@example.org']);
      await page.goto(linkIn(sms));
      expect(await standing()).toMatch(/^Duty manager has been paged \(step 3 of 3\)\. Operations are told/);

      aMinuteLater();
      const notice = await vi.waitFor(
        async () => {
          const told = await json<{ code: string; subject: string }[]>('/operations.json');
          const unanswered = told.filter(({ code }) => code === 'UNANSWERED');
          expect(unanswered).toHaveLength(1);
          return unanswered[0]?.subject;
        },
        { timeout: 10_000 },
      );
      expect(notice).toContain(`critical ref ${sms.alertId.slice(0, 8).toUpperCase()}`);
      expect(await onList(page, 'RS100001')).toBe('unanswered All 3 steps paged, operations told');
      await page.goto(linkIn(sms));
      expect(await standing()).toContain('nobody has answered. Operations have been told.');
      expect(await pages(sms.alertId)).toHaveLength(4 + 2 + 2);
    }, 60_000);

    it('stops on acknowledgement, while that of another alert goes on', async () => {
      const answered = await critical('RS100004');
      const page = await signedInAt(linkIn(answered));
      await page.getByRole('button', { name: 'Acknowledge: I am acting on it' }).click();
      await page.getByRole('heading', { name: 'Answered' }).waitFor();
      const other = await critical('RS100005');

      for (const step of [2, 3]) {
        aMinuteLater();
        await pagedAt(other.alertId, step);
      }

      expect((await pages(answered.alertId)).map(stepOf)).toEqual([1, 1, 1, 1]);
      expect(await page.goto(linkIn(answered)).then(() => page.locator('.standing').textContent())).toMatch(
        /^Acknowledged .*: acting on it, by you\.$/,
      );
    }, 60_000);
  },
);
