import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const tool = fileURLToPath(new URL('../../../tools/preflight.ts', import.meta.url));
const sample = fileURLToPath(new URL('../../../tools/samples/calcium-alerts.config.json', import.meta.url));
/** Port 9 discards: nobody answers there. */
const NOWHERE = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_MAX_ATTEMPTS: '1',
};

function preflight(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...NOWHERE },
  });
  return { status, stdout, stderr: stderr.trim() };
}

describe('npm run preflight', () => {
  it('explains itself', () => {
    expect(preflight('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') });
  });

  it.each([
    ['no deployment', [], /--deployment: missing/],
    ['an unknown option', ['--nope'], /Unknown option '--nope'/],
    ['a configuration that is not there', ['--deployment', 'dev', '--config', 'gone.json'], /gone\.json/],
    [
      'an AWS that does not answer',
      ['--deployment', 'dev', '--config', sample, '--region', 'eu-west-2'],
      /./,
    ],
  ])('exits 2 with one line for %s', (_, args, line) => {
    const { status, stdout, stderr } = preflight(...args);

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});
