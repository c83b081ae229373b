import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { dataFolder, type InboxRow, settled, startLocally } from './local-process.ts';

const BIN = fileURLToPath(new URL('../../tools/cli/calcium-alerts.cjs', import.meta.url));

/** The program as a user has it, in a process of its own. */
async function calciumAlerts(...args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [status] = await once(child, 'close');
  return { status: Number(status), ...texts };
}

const HEADER = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';

function highCalcium(): string {
  const now = `${new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}+0000`;
  return [
    `MSH|^~\\&|LAB|RIVERSIDE|||${now}||ORU^R01|C1|P|2.5.1`,
    'PID|1||ZZPHI1^^^RIVERSIDE^MR',
    `OBR|1||ORDER1|PANEL|||${now}`,
    'OBX|1|NM|17861-6^Calcium^LN||14.2|mg/dL|8.6-10.5||||F',
  ].join('\r');
}

test('the registry is imported, an alert explained, and what is stopped is opened from its folder', async () => {
  const folder = dataFolder();
  const local = await startLocally(join(folder, 'data'));
  const url = `http://127.0.0.1:${local.httpPort}`;
  const registry = join(folder, 'r.csv');
  writeFileSync(registry, `${HEADER}\nRIVERSIDE,ZZPHI1,,C34.1,active,,lung-oncology\n`);
  const headers = { 'content-type': 'x-application/hl7-v2+er7' };
  await fetch(`${url}/hl7`, { method: 'POST', headers, body: highCalcium() });
  await settled(local);

  const imported = await calciumAlerts('patients', 'import', registry, '--url', url);
  expect(imported).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('1 alerts raised, 1 handed over'),
  });
  const inbox = await vi.waitFor(async () => {
    const rows = await local.json<readonly InboxRow[]>('/inbox.json');
    expect(rows.length).toBeGreaterThan(0);
    return rows;
  });
  const alertId = String(inbox[0]?.alertId);

  const quiet = await calciumAlerts('explain', `${url}/a/${alertId}`, '--url', url);
  expect(quiet).toMatchObject({ status: 0, stdout: expect.stringContaining('CRITICAL alert') });
  expect(quiet.stdout).toMatch(/step 1 of 3: paged/);
  expect(quiet.stdout).not.toMatch(/ZZPHI1|14\.2/);
  const revealed = await calciumAlerts('explain', alertId, '--reveal', '--url', url);
  expect(revealed.stdout).toMatch(/ZZPHI1 of RIVERSIDE[\s\S]+14\.2 mg\/dL[\s\S]+viewed by/);
  expect(await calciumAlerts('explain', 'yn5b7ehmzkmmm63u', '--url', url)).toMatchObject({
    status: 2,
    stdout: '',
  });

  const archived = await calciumAlerts('explain', '--control-id', 'C1', '--url', url);
  expect(archived).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^archive, received [\s\S]+in the registry/),
  });
  expect(archived.stdout).toContain('Would page lung-oncology: critical alert');
  expect(archived.stdout).not.toContain('ZZPHI1');

  const tested = await calciumAlerts('teams', 'test', '--team', 'lung-oncology', '--url', url);
  expect(tested).toMatchObject({ status: 0, stdout: expect.stringContaining('step 2, Consultant: ') });
  const tests = (await local.json<readonly InboxRow[]>('/inbox.json')).filter(({ kind }) => kind === 'test');
  expect(new Set(tests.map(({ team }) => team))).toEqual(new Set(['lung-oncology']));
  expect(tests.every(({ text }) => text.startsWith('TEST of Calcium Alerts.'))).toBe(true);
  expect(await (await fetch(url)).text()).toContain('TEST of Calcium Alerts');

  expect(await local.end('SIGTERM')).toBe(0);
  const exported = join(folder, 'out.csv');
  const opened = await calciumAlerts('patients', 'export', exported, '--data-dir', join(folder, 'data'));
  expect(opened).toMatchObject({ status: 0, stdout: '' });
  expect(readFileSync(exported, 'utf8')).toContain('RIVERSIDE,ZZPHI1,,C34.1,active,,lung-oncology,');
}, 90_000);
