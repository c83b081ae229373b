import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM, launchBrowser } from './desk-pictures/browser.ts';
import { samplePages } from './desk-pictures/sample-pages.ts';
import { servePages } from './desk-pictures/serve-pages.ts';

const PICTURES = 'docs/desk';
const TELEPHONE = { width: 360, height: 740 };
const DESK = { width: 1_280, height: 900 };

/** Which pages are kept as pictures, how wide, in which theme, whole or only what is seen first. */
const KEPT = [
  ['open', DESK, 'light', false],
  ['open', TELEPHONE, 'dark', false],
  ['alert', DESK, 'light', false],
  ['alert', DESK, 'dark', false],
  ['alert', TELEPHONE, 'light', false],
  ['worklist', TELEPHONE, 'light', false],
  ['report', DESK, 'light', false],
] as const;

/** Pictures of the desk's pages with sample alerts. With `--all FOLDER`: of every page, both widths and themes, there. */
async function main([option, folder]: readonly string[]): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`pictures are made by ${CHROMIUM}, which is not here`);
  const all = option === '--all' && folder !== undefined;
  const into = all ? folder : PICTURES;
  mkdirSync(into, { recursive: true });
  const pages = samplePages();
  const served = await servePages(new Map([...pages].map(([name, page]) => [`/${name}`, page])));
  const browser = await launchBrowser();
  try {
    for (const [name, viewport, colorScheme, fullPage] of all ? everyPicture([...pages.keys()]) : KEPT) {
      const context = await browser.newContext({ viewport, colorScheme, timezoneId: 'Europe/Berlin' });
      const page = await context.newPage();
      await page.goto(`${served.address}/${name}`);
      await page.screenshot({ path: join(into, `${name}-${viewport.width}-${colorScheme}.png`), fullPage });
      await context.close();
    }
  } finally {
    await browser.close();
    served.close();
  }
}

function everyPicture(names: readonly string[]) {
  return names.flatMap((name) =>
    [TELEPHONE, DESK].flatMap((viewport) =>
      (['light', 'dark'] as const).map((colorScheme) => [name, viewport, colorScheme, true] as const),
    ),
  );
}

await main(process.argv.slice(2));
