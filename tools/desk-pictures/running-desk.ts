import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { parseOptions } from '../../infra/local/options.ts';
import { startLocal } from '../../infra/local/start-local.ts';
import { DAY_MS, plusMs } from '../../shared/clinical/instant.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { registryPeople } from '../day/registry-people.ts';
import { sampleMessage } from '../send/sample-message.ts';

/** Of patients of the sample registry: how many days ago, and the calcium in mg/dL that was then reported. */
const REPORTED: readonly (readonly [patient: string, daysAgo: number, calcium: string])[] = [
  ...([340, 310, 275, 240, 200, 170, 140, 110, 80, 45, 20] as const).map(
    (daysAgo, index) => ['RS100001', daysAgo, (9.2 + 0.1 * index).toFixed(1)] as const,
  ),
  ['RS100001', 0, '14.0'],
  ['RS100004', 0, '12.9'],
  ['RS100005', 0, '11.2'],
];
const ALERTS = 3;
const LOOKS = 100;

/** The pipeline of `npm start` in a folder of its own, after some results: a session of its desk, and pages there. */
export async function startRunningDesk(browser: Pick<Browser, 'newContext'>) {
  const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-pictures-'));
  const options = parseOptions(['--data-dir', folder, '--mllp-port', '0', '--http-port', '0']);
  if (options === 'help') throw new Error('these options ask for no help');
  const running = await startLocal(options, (error) => {
    throw error;
  });
  const address = `http://127.0.0.1:${running.httpPort}`;
  await report(address);
  const [alertId = ''] = await alertsAt(address);
  const context = await browser.newContext({ timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  await page.goto(`${address}/a/${alertId}`);
  await page.getByLabel('User').fill('clinician');
  const { password = '' } = running.users.find(({ id }) => id === 'clinician') ?? {};
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Awaits an answer' }).waitFor();
  const storageState = await context.storageState();
  await context.close();
  return {
    storageState,
    pages: new Map([
      ['running-open', `${address}/desk`],
      ['running-alert', `${address}/desk/alerts/${alertId}`],
    ]),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function report(address: string): Promise<void> {
  const people = registryPeople(readFileSync(new URL('../samples/registry.csv', import.meta.url), 'utf8'));
  const now = systemClock.now();
  for (const [index, [patient, daysAgo, calcium]] of REPORTED.entries()) {
    const birthDate = people.get(patient)?.birthDate ?? '';
    const sentAt = plusMs(now, index - daysAgo * DAY_MS);
    const body = sampleMessage({ patient, birthDate, calcium, albumin: '3.6', sentAt });
    const headers = { 'content-type': 'x-application/hl7-v2+er7' };
    const answer = await (await fetch(`${address}/hl7`, { method: 'POST', headers, body })).text();
    if (!answer.includes('MSA|AA')) throw new Error('a sample message was not taken');
  }
}

/** The most urgent first, once all are raised. */
async function alertsAt(address: string): Promise<readonly string[]> {
  type Row = { readonly alertId: string; readonly level: string };
  for (let look = 0; look < LOOKS; look += 1) {
    const rows = (await (await fetch(`${address}/alerts.json`)).json()) as readonly Row[];
    const [critical] = rows.filter(({ level }) => level === 'critical');
    if (critical && rows.length >= ALERTS) return [critical.alertId];
    await pause(100);
  }
  throw new Error('the sample messages did not raise their alerts');
}
