import { describe, expect, it } from 'vitest';
import { HELP, parseOptions } from '../../../infra/local/options.ts';

describe('parseOptions', () => {
  it('has the documented defaults', () => {
    expect(parseOptions([])).toEqual({
      dataDir: '.local',
      mllpPort: 2575,
      httpPort: 8080,
      empty: false,
      redrive: false,
    });
  });

  it('takes every option', () => {
    const args = [
      '--data-dir',
      'd',
      '--mllp-port',
      '0',
      '--http-port=81',
      '--registry',
      'r',
      '--config',
      'c',
    ];

    expect(parseOptions([...args, '--empty', '--redrive'])).toEqual({
      dataDir: 'd',
      mllpPort: 0,
      httpPort: 81,
      registry: 'r',
      config: 'c',
      empty: true,
      redrive: true,
    });
  });

  it.each(['--help', '-h'])('knows %s', (option) => {
    expect(parseOptions([option])).toBe('help');
  });

  it('describes every option in its help', () => {
    for (const option of [
      'data-dir',
      'mllp-port',
      'http-port',
      'registry',
      'config',
      'empty',
      'redrive',
      'help',
    ]) {
      expect(HELP).toContain(`--${option}`);
    }
  });

  it.each([
    [['--prot', '1'], /Unknown option '--prot'.*--help/],
    [['file'], /Unexpected argument 'file'.*--help/],
    [['--data-dir'], /--data-dir.*--help/],
    [['--http-port', 'x'], /--http-port is not a port: give a number/],
    [['--http-port', '65536'], /--http-port is not a port/],
    [['--mllp-port', '-1'], /--mllp-port/],
  ])('refuses %j in one line that says what to do', (args, line) => {
    expect(() => parseOptions(args)).toThrow(line);
    expect(() => parseOptions(args)).toThrow(/^[^\n]*$/);
  });
});
