import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { CHROMIUM, launchBrowser } from './desk-pictures/browser.ts';
import { startRunningDesk } from './desk-pictures/running-desk.ts';
import { samplePages } from './desk-pictures/sample-pages.ts';
import { servePages } from './desk-pictures/serve-pages.ts';

const PICTURES = 'docs/desk';
const TELEPHONE = { width: 360, height: 740 };
const DESK = { width: 1_280, height: 900 };
/** A4, at 96 dots an inch. */
const PAPER = { width: 794, height: 1_123 };

type Look = 'light' | 'dark' | 'print';
type Picture = readonly [name: string, viewport: typeof DESK, look: Look, whole: boolean];

/** Which pages are kept as pictures, how wide, in which theme, whole or only what is seen first. */
const KEPT: readonly Picture[] = [
  ['open', DESK, 'light', false],
  ['open', TELEPHONE, 'dark', false],
  ['alert', DESK, 'light', false],
  ['alert', DESK, 'dark', false],
  ['alert', TELEPHONE, 'light', false],
  ['alert', PAPER, 'print', false],
  ['worklist', TELEPHONE, 'light', false],
  ['report', DESK, 'light', false],
  ['audit', DESK, 'light', false],
];
/** The same of a running service: with real times, so that they differ each time. */
const RUNNING: readonly Picture[] = [
  ['running-open', DESK, 'light', false],
  ['running-alert', DESK, 'light', false],
  ['running-alert', TELEPHONE, 'dark', false],
];

/**
 * Pictures of the desk's pages with sample alerts, and of a desk that runs. With `--all FOLDER`: of every sample page, of
 * both widths and themes and printed, there.
 */
async function main([option, folder]: readonly string[]): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`pictures are made by ${CHROMIUM}, which is not here`);
  const all = option === '--all' && folder !== undefined;
  const into = all ? folder : PICTURES;
  mkdirSync(into, { recursive: true });
  const browser = await launchBrowser();
  try {
    await pictureSamples(browser, into, all);
    if (!all) await pictureRunning(browser, into);
  } finally {
    await browser.close();
  }
}

async function pictureSamples(browser: Browser, into: string, all: boolean): Promise<void> {
  const pages = samplePages();
  const served = await servePages(new Map([...pages].map(([name, page]) => [`/${name}`, page])));
  const addressOf = (name: string) => `${served.address}/${name}`;
  for (const picture of all ? everyPicture([...pages.keys()]) : KEPT) {
    await take(browser, into, picture, addressOf);
  }
  served.close();
}

async function pictureRunning(browser: Browser, into: string): Promise<void> {
  const { pages, storageState, stop } = await startRunningDesk(browser);
  const addressOf = (name: string) => pages.get(name) ?? '';
  for (const picture of RUNNING) await take(browser, into, picture, addressOf, { storageState });
  await stop();
}

async function take(
  browser: Browser,
  into: string,
  [name, viewport, look, fullPage]: Picture,
  addressOf: (name: string) => string,
  more: BrowserContextOptions = {},
): Promise<void> {
  const colorScheme = look === 'dark' ? 'dark' : 'light';
  const context = await browser.newContext({ viewport, colorScheme, timezoneId: 'Europe/Berlin', ...more });
  const page = await context.newPage();
  if (look === 'print') await page.emulateMedia({ media: 'print' });
  await page.goto(addressOf(name));
  await page.screenshot({ path: join(into, `${name}-${viewport.width}-${look}.png`), fullPage });
  await context.close();
}

function everyPicture(names: readonly string[]): readonly Picture[] {
  return names.flatMap((name) => [
    ...[TELEPHONE, DESK].flatMap((viewport) =>
      (['light', 'dark'] as const).map((look): Picture => [name, viewport, look, true]),
    ),
    [name, PAPER, 'print', true],
  ]);
}

await main(process.argv.slice(2));
