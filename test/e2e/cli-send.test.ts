import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const BIN = fileURLToPath(new URL('../../tools/cli/calcium-alerts.cjs', import.meta.url));

/** The program as a user has it, in a process of its own. */
function calciumAlerts(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a hospital is generated, to the output as into a folder, and sent to nobody', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-send-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const plan = ['--patients', '10', '--days', '1'];

  const written = calciumAlerts('generate', ...plan, '--out', join(folder, 'hospital'), '--json');
  const printed = calciumAlerts('generate', ...plan, '--out', '-');
  const { files } = JSON.parse(written.stdout) as { readonly files: readonly { readonly path: string }[] };
  const sent = calciumAlerts('send', join(folder, 'hospital', 'messages'), '--to', 'mllp://127.0.0.1:9');

  expect([written.status, printed.status, printed.stderr]).toEqual([0, 0, '']);
  expect(printed.stdout).toBe(files.map(({ path }) => readFileSync(path, 'utf8')).join(''));
  expect([sent.status, sent.stderr]).toEqual([
    2,
    'calcium-alerts: mllp://127.0.0.1:9 cannot be reached (ECONNREFUSED); nothing was sent\n',
  ]);
});
