import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../../tools/cli/calcium-alerts.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'calcium-alerts-cli-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The program as a user has it, in a process of its own. */
function calciumAlerts(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the program calcium-alerts', () => {
  test('says what it can do', () => {
    const { status, stdout } = calciumAlerts('--help');

    expect(status).toBe(0);
    expect(stdout).toContain('check-feed');
  });

  test('explains the exit codes of check-feed, with examples', () => {
    const { status, stdout } = calciumAlerts('check-feed', '--help');

    expect(status).toBe(0);
    expect(stdout).toMatch(/Exit codes:[\s\S]+Examples:/);
  });

  test.each([
    ['an unknown command', ['chek-feed'], "unknown command 'chek-feed'"],
    ['an unknown option', ['check-feed', 'x', '--nothing'], "unknown option '--nothing'"],
    ['no file', ['check-feed'], "missing required argument 'files'"],
    [
      'a configuration that does not exist',
      ['check-feed', 'x', '-c', 'none.json'],
      'none.json does not exist',
    ],
  ])('ends with 2 and one clear line at %s', (_, args, expected) => {
    const { status, stderr } = calciumAlerts(...args);

    expect([status, stderr.includes(expected)]).toEqual([2, true]);
  });

  test('checks a feed, writes the page and ends with 1 where calcium would be missed', () => {
    const sample = join(folder, 'sample.hl7');
    const page = join(folder, 'report.html');
    const segments = [
      'MSH|^~\\&|LAB|RIVERSIDE|||20261120103000+0000||ORU^R01|C1|P|2.5.1',
      'PID|1||A100^^^RIVERSIDE^MR',
      'OBR|1||ORDER1|PANEL|||20261120100000+0000',
      'OBX|1|NM|CA^Calcium^LAB||14.2|mg/dL|8.6-10.5||||F',
    ];
    writeFileSync(sample, segments.join('\r'));

    const { status, stdout } = calciumAlerts('check-feed', sample, '--html', page);

    expect(status).toBe(1);
    expect(stdout).toContain('paste {"code":"CA","system":"LAB","unit":"mg/dL","loinc":"17861-6"}');
    expect(existsSync(page)).toBe(true);
  });

  test('says who would have been paged by messages of the past, and ends with 0', () => {
    const sample = join(folder, 'past.hl7');
    const registry = join(folder, 'registry.csv');
    const segments = [
      'MSH|^~\\&|LAB|RIVERSIDE|||20261120103000+0000||ORU^R01|C1|P|2.5.1',
      'PID|1||A100^^^RIVERSIDE^MR',
      'OBR|1||ORDER1|PANEL|||20261120100000+0000',
      'OBX|1|NM|17861-6^Calcium^LN||14.2|mg/dL|8.6-10.5||||F',
    ];
    writeFileSync(sample, segments.join('\r'));
    const columns = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team';
    writeFileSync(registry, `${columns}\nRIVERSIDE,A100,,C34.1,active,,\n`);

    const { status, stdout } = calciumAlerts('backtest', sample, '-r', registry);

    expect(status).toBe(0);
    expect(stdout).toContain('pages      1, 1.0 a day, at most 1 on 2026-11-20');
  });
});
