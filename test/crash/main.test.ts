import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { endedByItself } from './run.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const crash = (...args: readonly string[]) => promisify(execFile)(process.execPath, [MAIN, ...args]);

describe('npm run crash', () => {
  it('plays a round, and says how it ended', async () => {
    const { stdout } = await crash('--rounds', '1', '--phase', 'load');

    expect(stdout).toMatch(/^1 kills on 1 data folders/);
    expect(stdout).toContain('Every acknowledged message is accounted for');
  }, 120_000);

  it.each([
    ['--rounds', 'ten'],
    ['--rounds', '0'],
    ['--folder', '0'],
    ['--seed', 'x'],
  ])('refuses %s %s: nothing played would be nothing found', async (option, value) => {
    await expect(crash(option, value)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^crash: --\w+ takes a whole number from \d.*--help\n$/),
    });
  });
});

describe('a process of a round', () => {
  it.each([
    ['load', 1],
    ['load', 0],
    ['start-up', 1],
    ['shutdown', 1],
  ] as const)('in phase %s is a fault where it ends by itself with %i', (phase, code) => {
    expect(endedByItself({ phase }, code)).toBe(`a process ended by itself with ${code}`);
  });

  it.each([
    ['load', null],
    ['shutdown', null],
    ['shutdown', 0],
  ] as const)('in phase %s may end with %s', (phase, code) => {
    expect(endedByItself({ phase }, code)).toBeUndefined();
  });
});
