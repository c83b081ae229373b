import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calciumMessage } from '../../e2e/calcium-message.ts';
import { signIn } from '../../e2e/desk-sign-in.ts';
import { dataFolder, type InboxRow, startLocally } from '../../e2e/local-process.ts';
import { connectRaw } from '../../e2e/mllp-connection.ts';

const CHROMIUM = '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** Would leave its mark if any of it were read as markup. No separator of HL7 is in it. */
const HOSTILE = '"><IMG SRC=X ONERROR=MARK()><SCRIPT>MARK()</SCRIPT>';

/** Four notes, who was called, and to whom it was handed over. */
const TYPED = 6;

/** A team, a patient and a result that are all made to be read as markup. */
function hostileConfig(file: string): void {
  const sample = JSON.parse(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8'));
  const teams = sample.teams.map((team: object) => ({ ...team, name: HOSTILE }));
  writeFileSync(file, JSON.stringify({ ...sample, teams }));
}

/** Users whose names are made to be read as markup, in a folder that was used before. */
function hostileUsers(folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  const users = ['coordinator', 'auditor'].map((id) => ({
    ...{ id, name: `${id} ${HOSTILE}`, password: `${id}password`, groups: [id] },
  }));
  writeFileSync(join(folder, 'desk-users.json'), JSON.stringify(users), { mode: 0o600 });
}

/** Answers the alert by every form there is, with hostile texts in all that can be typed. */
async function answerByEveryForm(page: Page): Promise<void> {
  const form = page.locator('details.do');
  const open = (name: string) => page.locator(`#do-${name} summary`).click();
  const send = async (name: string, button: string) => {
    await page.locator(`#do-${name} textarea`).fill(HOSTILE);
    await page.locator(`#do-${name}`).getByRole('button', { name: button }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
  };
  await form.first().waitFor();
  await open('record-call');
  await page.locator('#call-whom').fill(HOSTILE);
  await page.getByLabel('Nobody reached').check();
  await send('record-call', 'Record the call');
  await open('snooze');
  await send('snooze', 'Snooze');
  await open('reopen');
  await send('reopen', 'Reopen');
  await open('acknowledge');
  await page.getByLabel('Handed over', { exact: true }).check();
  await page.locator('#handed-over-to').fill(HOSTILE);
  await send('acknowledge', 'Acknowledge');
}

function hostileMessage(): string {
  return calciumMessage({ controlId: 'HOSTILE-1', patient: HOSTILE })
    .replace('ZZPHIFAMILY^ZZPHIGIVEN', `${HOSTILE}^${HOSTILE}`)
    .replace('^Calcium^', `^Calcium ${HOSTILE}^`)
    .replace('|8.6-10.3|', `|8.6-10.3 ${HOSTILE}|`)
    .replace('OBX|3|NM|1751-7^Albumin', `OBX|3|NM|1751-7^Albumin ${HOSTILE}`)
    .replace('24323-8^Comprehensive', `24323-8^${HOSTILE}`)
    .replace('ORDER-HOSTILE-1', `ORDER ${HOSTILE}`)
    .replace('ZZPHIWARD^101', `${HOSTILE}^101`)
    .replace('||19580314|F', `||19580314|${HOSTILE}`)
    .replace('^^^RIVERSIDE^MR', `^^^${HOSTILE}^MR`)
    .replace('\rOBR', '\rDG1|1||C34.1^lung^I10|||F\rOBR');
}

describe.skipIf(!present)(`pages in a browser${present ? '' : ` (skipped: no ${CHROMIUM})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 60_000);
  afterAll(() => browser?.close());

  it('show as text what came from outside or was typed, in the inbox and on every page of the desk', async () => {
    const folder = dataFolder();
    const config = join(folder, 'hostile.json');
    hostileConfig(config);
    hostileUsers(join(folder, 'data'));
    const local = await startLocally(join(folder, 'data'), ['--config', config]);
    const page = await browser.newPage();
    const ran: string[] = [];
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('console', (message) => ran.push(message.text()));
    page.on('pageerror', (error) => ran.push(error.message));
    await page.exposeFunction('MARK', () => ran.push('MARK'));
    await page.goto(`http://127.0.0.1:${local.httpPort}/`);
    const connection = await connectRaw(local.mllpPort);

    await connection.send(adt());
    const answer = await connection.send(hostileMessage());
    connection.close();

    expect(answer).toContain('MSA|AA');
    await page.locator('.sms').first().waitFor();
    expect(await page.getByRole('heading', { name: HOSTILE, exact: true }).count()).toBeGreaterThan(0);
    expect(await page.locator('main img, main script').count()).toBe(0);
    await page.locator('.sms a').first().click();
    await signIn(page, local, 'coordinator');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('main').textContent()).toContain(HOSTILE);
    await answerByEveryForm(page);
    expect(await page.locator('.standing').textContent()).toContain('handed over, by you');
    const alert = new URL(page.url()).pathname;

    await page.goto(`http://127.0.0.1:${local.httpPort}/desk/sign-in?anew&to=${alert}`);
    await signIn(page, local, 'auditor');
    await page.getByRole('heading', { name: 'Audit trail' }).waitFor();
    const trail = (await page.locator('#audit').locator('..').textContent()) ?? '';
    expect(trail.split(HOSTILE).length - 1).toBeGreaterThanOrEqual(TYPED);
    for (const path of [alert, '/desk', '/desk/all', '/desk/worklist', '/desk/report', '/desk/audit']) {
      await page.goto(`http://127.0.0.1:${local.httpPort}${path}`);
      expect(await page.locator('main').textContent(), path).toContain(HOSTILE);
      expect(await page.locator('main img, main script, .account img, title img').count(), path).toBe(0);
    }
    expect(ran).toEqual([]);
    const delivered = JSON.stringify(await local.json<readonly InboxRow[]>('/inbox.json'));
    expect(delivered).not.toMatch(/IMG SRC|SCRIPT/);
    await page.close();
  }, 60_000);

  it('would be seen to show it as markup', async () => {
    const page = await browser.newPage();
    const ran: string[] = [];
    await page.exposeFunction('MARK', () => ran.push('MARK'));

    await page.setContent(`<main>${HOSTILE}</main>`);

    expect(await page.locator('main img, main script').count()).toBe(2);
    await expect.poll(() => ran.length).toBeGreaterThan(0);
    await page.close();
  });
});

/** The hospital says that the patient has cancer, which makes the patient one who is judged. */
function adt(): string {
  return hostileMessage()
    .split('\r')
    .filter((segment) => /^(?:MSH|PID|PV1|DG1)/.test(segment))
    .join('\r')
    .replace('ORU^R01^ORU_R01|HOSTILE-1', 'ADT^A08^ADT_A01|HOSTILE-0');
}
