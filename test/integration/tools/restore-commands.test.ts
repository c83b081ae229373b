import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Port 9 discards: nobody answers there. */
const NOWHERE = {
  ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
  ...{ AWS_MAX_ATTEMPTS: '1', AWS_REGION: 'eu-west-2' },
};

function run(tool: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`../../../tools/${tool}.ts`, import.meta.url));
  const env = { ...process.env, ...NOWHERE };
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8', env });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

describe.each(['replay', 'restore'])('npm run %s', (tool) => {
  it('explains itself', () => {
    expect(run(tool, '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') });
  });
});

const DEV = ['--deployment', 'dev'];

it.each([
  ['replay', 'no deployment', [], /--deployment: missing/],
  ['replay', 'no beginning', DEV, /--from: give an instant with its zone/],
  [
    'replay',
    'an instant without a zone',
    [...DEV, '--from', '2026-11-23T04:00:00'],
    /--from: give an instant/,
  ],
  [
    'replay',
    'an end that is no instant',
    [...DEV, '--from', '2026-11-23T04:00:00Z', '--until', '2026-11-99T04:00:00Z'],
    /--until: give an instant/,
  ],
  ['replay', 'an AWS that does not answer', [...DEV, '--from', '2026-11-23T05:00:00+01:00'], /^replay: ./],
  ['restore', 'no deployment', [], /--deployment: missing/],
  ['restore', 'no copy', DEV, /--from-table: missing/],
  ['restore', 'an AWS that does not answer', [...DEV, '--from-table', 'copy'], /^restore: ./],
])('npm run %s exits 2 with one line for %s', (tool, _, args, line) => {
  const { status, stdout, stderr } = run(tool, ...args);

  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(line);
  expect(stderr.split('\n')).toHaveLength(1);
});
