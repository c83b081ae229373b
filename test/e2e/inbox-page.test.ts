import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { calciumMessage } from './calcium-message.ts';
import { signIn } from './desk-sign-in.ts';
import { dataFolder, type LocalProcess, startLocally } from './local-process.ts';
import { connectRaw } from './mllp-connection.ts';

const CHROMIUM = '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!present)(`the inbox page in a browser${present ? '' : ` (skipped: no ${CHROMIUM})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 60_000);
  afterAll(() => browser?.close());

  /** The page, and everything that the browser complained of or asked another host for. */
  async function open(local: LocalProcess, options: Parameters<Browser['newContext']>[0] = {}) {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).port !== String(local.httpPort)) complaints.push(request.url());
    });
    await page.goto(`http://127.0.0.1:${local.httpPort}/`);
    return { page, complaints };
  }

  async function sendCritical(
    local: LocalProcess,
    controlId = 'PAGE-1',
    patient = 'RS100001',
  ): Promise<void> {
    const connection = await connectRaw(local.mllpPort);
    await connection.send(calciumMessage({ controlId, patient }));
    connection.close();
  }

  const waitForMessage = (page: Page, count = 1) =>
    page
      .locator('.sms')
      .nth(count - 1)
      .waitFor();

  it('says what to do when nothing has come, then shows a page live without being loaded again', async () => {
    const local = await startLocally(dataFolder());
    const { page, complaints } = await open(local);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'All quiet' }).waitFor();
    const loadedAt = await page.evaluate('performance.timeOrigin');

    await sendCritical(local);
    await waitForMessage(page);

    expect(await page.getByRole('heading', { name: 'Lung oncology' }).isVisible()).toBe(true);
    expect(await page.locator('.sms .tag').textContent()).toBe('critical');
    expect(await page.locator('.sms .meta').textContent()).toContain('+12025550111, +12025550112');
    expect(await page.locator('.letter .subject').textContent()).toContain('CRITICAL');
    expect(await page.locator('#announcer').textContent()).toContain('New critical alert for lung-oncology');
    expect(await page.evaluate('performance.timeOrigin')).toBe(loadedAt);
    expect(complaints).toEqual([]);
  });

  it('shows the same without any script', async () => {
    const local = await startLocally(dataFolder());
    await sendCritical(local);
    const { page: scripted } = await open(local);
    await waitForMessage(scripted);

    const { page } = await open(local, { javaScriptEnabled: false });

    expect(await page.locator('.sms').count()).toBe(1);
    expect(await page.locator('.letter').count()).toBe(1);
    expect(await page.locator('#live').isVisible()).toBe(false);
  });

  it('can be read by keyboard alone, and keeps what a reader has opened and where they are', async () => {
    const local = await startLocally(dataFolder());
    await sendCritical(local);
    const { page } = await open(local);
    await waitForMessage(page);
    const letter = page.locator('.letter').first();
    await letter.locator('summary').focus();
    await page.keyboard.press('Enter');
    const closed = await letter.getAttribute('open');

    await sendCritical(local, 'PAGE-2', 'RS100004');
    await waitForMessage(page, 2);

    expect(closed).toBeNull();
    const focused = await page.evaluate("document.activeElement?.closest('.letter')?.id");
    expect(focused).toBe(await page.locator('.letter').last().getAttribute('id'));
    expect(await page.locator('.letter').last().getAttribute('open')).toBeNull();
  });

  it.each([
    ['a telephone', { width: 390, height: 844 }, 'light'],
    ['a telephone at night', { width: 390, height: 844 }, 'dark'],
    ['a desk', { width: 1_280, height: 900 }, 'light'],
    ['a desk at night', { width: 1_280, height: 900 }, 'dark'],
  ] as const)('fits %s and every text has a contrast of 4.5 or more', async (_, viewport, colorScheme) => {
    const local = await startLocally(dataFolder());
    await sendCritical(local);
    const { page, complaints } = await open(local, { viewport, colorScheme });
    await waitForMessage(page);

    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);

    await page.locator('.sms a').first().click();
    await signIn(page, local, 'clinician');
    await page.getByRole('heading', { name: 'Red flags' }).waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** Runs in the browser: every text whose contrast to what lies under it is below 4.5 (WCAG 2.2, 1.4.3). */
const LOW_CONTRAST = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(color);
      if (alpha === 1) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*')].filter(hasText).flatMap((element) => {
    const a = luminance(getComputedStyle(element).color);
    const b = luminance(under(element));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [element.className + ' ' + contrast.toFixed(2)] : [];
  });
})()`;
