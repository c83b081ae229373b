import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
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

/** A team, a patient and a result that are all made to be read as markup. */
function hostileConfig(file: string): void {
  const sample = JSON.parse(readFileSync('tools/samples/calcium-alerts.config.json', 'utf8'));
  const teams = sample.teams.map((team: object) => ({ ...team, name: HOSTILE }));
  writeFileSync(file, JSON.stringify({ ...sample, teams }));
}

function hostileMessage(): string {
  return calciumMessage({ controlId: 'HOSTILE-1', patient: HOSTILE })
    .replace('ZZPHIFAMILY^ZZPHIGIVEN', `${HOSTILE}^${HOSTILE}`)
    .replace('^Calcium^', `^Calcium ${HOSTILE}^`)
    .replace('|8.6-10.3|', `|8.6-10.3 ${HOSTILE}|`)
    .replace('\rOBR', '\rDG1|1||C34.1^lung^I10|||F\rOBR');
}

describe.skipIf(!present)(`pages in a browser${present ? '' : ` (skipped: no ${CHROMIUM})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 60_000);
  afterAll(() => browser?.close());

  it('show what came from outside as text, in the inbox and on the page of an alert', async () => {
    const folder = dataFolder();
    const config = join(folder, 'hostile.json');
    hostileConfig(config);
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
    expect(await page.locator('main img, main script').count()).toBe(0);
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
