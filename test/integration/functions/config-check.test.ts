import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const tool = fileURLToPath(new URL('../../../tools/config-check.ts', import.meta.url));
const sample = fileURLToPath(new URL('../../../tools/samples/calcium-alerts.config.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-'));

function check(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run config:check', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says that the sample configuration holds', () => {
    expect(check(sample)).toMatchObject({ status: 0, stderr: '' });
  });

  it('names every fault on its own line and exits 1', () => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, JSON.stringify({ teams: [], fallbackTeam: 'x', y: 1 }));
    const { status, stderr } = check(file);
    expect(status).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^teams: /),
      expect.stringMatching(/^y: not a known setting/),
      expect.stringMatching(/^fallbackTeam: no team "x"/),
    ]);
  });

  it.each([
    ['the default file where it is absent', [], /^calcium-alerts\.config\.json: cannot be read \(ENOENT\)/],
    ['an unknown option', ['--nope'], /Unknown option '--nope'/],
  ])('exits 1 with one line for %s', (_, args, expected) => {
    const { status, stderr } = check(...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr.trimEnd().split('\n').length).toBe(1);
  });

  it('explains itself', () => {
    expect(check('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') });
  });
});
