import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { numberAbove0, oneOf, UsageError, wholeNumber } from '../../../tools/command-line.ts';

const COMMANDS = [
  ...(['bench', 'cost', 'crash', 'demo', 'fuzz', 'mutation', 'oracle'] as const),
  ...(['simulate', 'simulate:self-test', 'soak', 'unbatch:large'] as const),
];

const called = (command: (typeof COMMANDS)[number], ...args: readonly string[]) => {
  const [, file = ''] = manifest.scripts[command].split(' ');
  return promisify(execFile)(process.execPath, [file, ...args]);
};

it.concurrent.each(COMMANDS)(
  'npm run %s answers an unknown option with one line that says where help is, and no stack',
  async (command) => {
    await expect(called(command, '--no-such-option')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: `${command}: Unknown option '--no-such-option': see npm run ${command} -- --help\n`,
    });
  },
  60_000,
);

it.concurrent.each(['--help', '-h'])(
  '%s prints how a command is used, and nothing else',
  async (option) => {
    const { stdout, stderr } = await called('oracle', option);

    expect(stdout).toContain('Usage: npm run oracle');
    expect(stderr).toBe('');
  },
  60_000,
);

it.concurrent.each([
  ['mutation', 'shared/hl7/no-such-file.ts', 'shared/hl7/no-such-file.ts names no file of shared'],
  ['simulate', '--fault=flood', '--fault takes one of crash, '],
  ['oracle', '--charts', "Option '--charts <value>' argument missing"],
] as const)(
  'npm run %s -- %s is refused in one line',
  async (command, argument, why) => {
    const { code, stderr } = await called(command, argument).catch((error) => error);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]+--help\n$/);
    expect(stderr).toContain(`${command}: ${why}`);
  },
  60_000,
);

it('npm run replay refuses a span that ends before it begins without asking AWS', async () => {
  const span = ['--from', '2026-01-02T00:00:00Z', '--until', '2026-01-01T00:00:00Z'];
  const replay = promisify(execFile)(process.execPath, ['tools/replay.ts', '--deployment', 'dev', ...span]);

  await expect(replay).rejects.toMatchObject({
    code: 2,
    stderr: 'replay: --from: lies after --until, or after now\n',
  });
}, 60_000);

describe('a value', () => {
  it.each(['-1', '1.5', '', ' ', '1e3', 'ten', '9007199254740993'])(
    'that is no whole number is refused: "%s"',
    (text) => {
      expect(() => wholeNumber('--seeds', text)).toThrow(UsageError);
    },
  );

  it('that is a whole number is taken from the least on', () => {
    expect(wholeNumber('--seeds', '1', 1)).toBe(1);
    expect(() => wholeNumber('--seeds', '0', 1)).toThrow('--seeds takes a whole number from 1, not "0"');
  });

  it.each(['0', '-1', '', 'ten', 'Infinity'])('that is no number above 0 is refused: "%s"', (text) => {
    expect(() => numberAbove0('--minutes', text)).toThrow(UsageError);
  });

  it('may be a part of a minute', () => {
    expect(numberAbove0('--minutes', '0.5')).toBe(0.5);
  });

  it('is one of those that there are', () => {
    expect(oneOf('--phase', 'load', ['load', 'page'])).toBe('load');
    expect(() => oneOf('--phase', 'lod', ['load', 'page'])).toThrow(
      '--phase takes one of load, page, not "lod"',
    );
  });
});
