import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readPageFile } from '../../functions/desk/page/page-files.ts';
import { renderAlert } from '../../functions/desk/page/render-alert.ts';
import { CHROMIUM, launchBrowser } from '../../tools/desk-pictures/browser.ts';
import { ANSWERED_ALERT, SAMPLE_VIEW } from '../../tools/desk-pictures/sample-alerts.ts';
import { samplePages } from '../../tools/desk-pictures/sample-pages.ts';
import { type ServedPages, servePages } from '../../tools/desk-pictures/serve-pages.ts';
import { hostile } from '../unit/desk-page/hostile.ts';

const present = existsSync(CHROMIUM);
const pages = new Map([
  ...samplePages(),
  ['hostile', renderAlert(hostile(ANSWERED_ALERT), hostile(SAMPLE_VIEW))],
]);

/** What axe-core finds against WCAG 2.2 AA and its own good practices, as "rule: element". */
const AUDIT = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`;

/** What is wider than the screen although it does not scroll by itself; WCAG 2.2, 1.4.10 asks for 320 px. */
const TOO_WIDE = `(document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('main *, header *')]
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5)
  .map((part) => part.outerHTML.slice(0, 120)))`;

const SMALL = { width: 320, height: 640 };
const WIDE = { width: 1_280, height: 900 };
const PAPER = { width: 794, height: 1_123 };
const SHOWN = [
  [SMALL, { media: 'screen', colorScheme: 'light' }],
  [SMALL, { media: 'screen', colorScheme: 'dark' }],
  [WIDE, { media: 'screen', colorScheme: 'light' }],
  [PAPER, { media: 'print', colorScheme: 'dark' }],
] as const;

describe.skipIf(!present)(
  `the desk's pages in a browser${present ? '' : ` (skipped: no ${CHROMIUM})`}`,
  () => {
    let browser: Browser;
    let served: ServedPages;
    beforeAll(async () => {
      served = await servePages(new Map([...pages].map(([name, page]) => [`/${name}`, page])));
      browser = await launchBrowser();
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      served?.close();
    });

    /** The page, and everything that the browser complained of or asked another host for. */
    async function open(name: string, options: Parameters<Browser['newContext']>[0] = {}) {
      const context = await browser.newContext(options);
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(served.address)) complaints.push(request.url());
      });
      return { page, complaints, go: () => page.goto(`${served.address}/${name}`) };
    }

    it.each([...pages.keys()])(
      'axe-core finds nothing on %s by day and by night, small, wide and printed; nothing is wider than the screen',
      async (name) => {
        const { page, complaints, go } = await open(name, { viewport: SMALL, reducedMotion: 'reduce' });
        await go();
        await page.evaluate(axe.source);
        await page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })");

        for (const [viewport, media] of SHOWN) {
          await page.setViewportSize(viewport);
          await page.emulateMedia(media);
          expect(await page.evaluate(AUDIT), JSON.stringify([viewport, media])).toEqual([]);
          expect(await page.evaluate(TOO_WIDE), JSON.stringify([viewport, media])).toEqual([]);
        }
        await page.emulateMedia({ media: 'screen' });
        await page.evaluate("document.documentElement.style.fontSize = '200%'");
        expect(await page.evaluate("getComputedStyle(document.querySelector('main')).fontSize")).toBe('32px');
        expect(await page.evaluate(TOO_WIDE), 'texts twice as large').toEqual([]);
        expect(await page.evaluate("document.querySelectorAll('[data-hostile], [onfocus]').length")).toBe(0);
        expect(complaints).toEqual([]);
      },
    );

    it('shows times in the zone of the reader with its offset, without script in UTC', async () => {
      const scripted = await open('alert', { timezoneId: 'Asia/Kolkata' });
      await scripted.go();
      const plain = await open('alert', { timezoneId: 'Asia/Kolkata', javaScriptEnabled: false });
      await plain.go();

      const time = '.key-facts time';
      expect(await scripted.page.locator(time).textContent()).toBe('9 Mar 2026, 19:16 GMT+05:30');
      expect(await plain.page.locator(time).textContent()).toBe('9 Mar 2026, 13:46 UTC');
      expect(await plain.page.locator('.stepper').isVisible()).toBe(false);
      expect(await plain.page.locator('.plot svg').first().isVisible()).toBe(true);
    });

    it('says on paper, where nothing moves on, of when it is, and shows every value of the trend', async () => {
      const { page, go } = await open('alert', { timezoneId: 'UTC', viewport: PAPER });
      await go();
      const asOf = page.locator('.as-of');
      const onScreen = await asOf.isVisible();
      await page.emulateMedia({ media: 'print' });

      expect([onScreen, await asOf.isVisible()]).toEqual([false, true]);
      expect(await asOf.textContent()).toMatch(/^As of 9 Mar 2026, 14:26 GMT\+00:00, printed by Dr Adaeze/);
      expect(await page.locator('.values table tbody tr').last().isVisible()).toBe(true);
      expect(await page.locator('.account button, .places, .do').filter({ visible: true }).count()).toBe(0);
      expect(
        await page.evaluate(
          "document.querySelector('.values table').getBoundingClientRect().right <= innerWidth",
        ),
      ).toBe(true);
    });

    it('reads the values of the trend out by keyboard and by pointer', async () => {
      const { page, go } = await open('alert', { timezoneId: 'UTC' });
      await go();
      const readout = page.locator('[data-readout]');
      const last = await readout.textContent();

      await page.locator('#step').focus();
      await page.keyboard.press('Home');
      const first = await readout.textContent();
      await page
        .locator('.plot figure.total svg')
        .first()
        .hover({ position: { x: 300, y: 60 } });

      expect(last).toContain(
        '9 Mar 2026, 13:46 GMT+00:00: calcium 14.0 mg/dL, corrected calcium 14.96 mg/dL',
      );
      expect(first).toContain('24 Mar 2025');
      expect(await readout.textContent()).not.toBe(first);
      expect(await page.locator('#step').getAttribute('aria-valuetext')).toBe(await readout.textContent());
    });

    it('can be walked by keyboard alone: past the navigation, to the answer, and through a form', async () => {
      const { page, go } = await open('alert');
      await go();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('location.hash')).toBe('#main');

      const reached = [];
      for (let step = 0; step < 6; step += 1) {
        await page.keyboard.press('Tab');
        reached.push(await page.evaluate('document.activeElement.textContent.trim()'));
      }
      expect(reached).toContain('Acknowledge: I am acting on it');
      expect(reached).toContain('Another answer');

      await page.locator('#do-acknowledge summary').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('#handed-over-to').isVisible()).toBe(true);
    });

    it('warns two minutes before an unused session ends, goes on when asked, and else leaves the page', async () => {
      const { page, go } = await open('alert');
      await page.clock.install();
      await page.route('**/desk/stay', (route) => route.fulfill({ status: 204 }));
      await page.route('**/desk/signed-out', (route) =>
        route.fulfill({ contentType: 'text/plain', body: 'out' }),
      );
      await go();
      const dialog = page.locator('#idle');

      await page.clock.runFor('12:50');
      expect(await dialog.isVisible()).toBe(false);
      await page.clock.runFor('00:20');
      expect(await dialog.isVisible()).toBe(true);
      const staying = page.waitForResponse('**/desk/stay');
      await page.keyboard.press('Enter');
      await staying;
      await dialog.waitFor({ state: 'hidden' });
      const left = page.waitForURL('**/desk/signed-out');
      await page.clock.runFor('15:10');
      await left;
    });

    it('is small and quick: a page below 200 KB with all it needs, its script below 10 KB, loaded within a second', async () => {
      const { page, go } = await open('open');
      await go();

      const files = (['base.css', 'desk.css', 'desk.js', 'icon.svg'] as const).map(
        (name) => readPageFile(name).body,
      );
      const whole = files.reduce((sum, { length }) => sum + length, (pages.get('open') ?? '').length);
      const loaded = "performance.getEntriesByType('navigation')[0].loadEventEnd";
      await page.waitForFunction(`${loaded} > 0`);
      expect(whole).toBeLessThan(200_000);
      expect(gzipSync(readPageFile('desk.js').body).length).toBeLessThan(10_000);
      expect(await page.evaluate(loaded)).toBeLessThan(1_000);
    });
  },
);
