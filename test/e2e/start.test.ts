import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, runToEnd, startLocally } from './local-process.ts';

const ANY_PORTS = ['--mllp-port', '0', '--http-port', '0'];

describe('npm start', () => {
  it('prints where it listens, then ready; ends cleanly on SIGTERM and starts again on the same folder', async () => {
    const folder = dataFolder();
    const first = await startLocally(folder);

    const firstCode = await first.end('SIGTERM');
    const second = await startLocally(folder);
    const secondCode = await second.end('SIGINT');

    expect(first.output()).toMatch(/127\.0\.0\.1:\d+[\s\S]*\nready\n$/);
    expect([firstCode, secondCode]).toEqual([0, 0]);
    expect(first.errors() + second.errors()).toBe('');
  });

  it('shows its options and ends with 0', async () => {
    const { code, output } = await runToEnd(['--help']);

    expect(code).toBe(0);
    expect(output).toContain('--data-dir DIR');
  });

  it('starts without samples where none are wanted', async () => {
    const local = await startLocally(dataFolder(), ['--empty']);

    expect(await local.json('/inbox.json')).toEqual([]);
    expect(await local.json('/alerts.json')).toEqual([]);
    expect(await local.json('/counts.json')).toEqual({
      received: 0,
      judged: 0,
      ignored: {},
      quarantined: {},
      valuesQuarantined: {},
    });
  });
});

describe('npm start ends with 1 and one clear line', () => {
  const refused = async (args: readonly string[], line: RegExp) => {
    const { code, output, errors } = await runToEnd(args);
    expect(errors).toMatch(line);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
    expect(output).not.toContain('ready');
    expect(code).toBe(1);
  };

  it('for an option it does not know', () => refused(['--prot', '1'], /Unknown option '--prot'.*--help/));

  it('for a port that is taken', async () => {
    const { httpPort, mllpPort } = await startLocally(dataFolder());
    const folder = dataFolder();

    await refused(
      ['--data-dir', folder, '--mllp-port', '0', '--http-port', String(httpPort)],
      new RegExp(`127\\.0\\.0\\.1:${httpPort} is in use: stop what uses it, or give another --http-port`),
    );
    await refused(
      ['--data-dir', folder, '--http-port', '0', '--mllp-port', String(mllpPort)],
      new RegExp(`127\\.0\\.0\\.1:${mllpPort} is in use: stop what uses it, or give another --mllp-port`),
    );
  });

  it('for a data folder that another one uses', async () => {
    const folder = dataFolder();
    await startLocally(folder);

    await refused(
      ['--data-dir', folder, ...ANY_PORTS],
      /is in use by another running calcium-alerts: stop that one/,
    );
  });

  it('for a data folder that is a file', async () => {
    const file = join(dataFolder(), 'file');
    writeFileSync(file, '');

    await refused(['--data-dir', file, ...ANY_PORTS], /--data-dir .*file is a file: name a folder/);
  });

  it('for a data folder that cannot be made', () =>
    refused(
      ['--data-dir', '/proc/calcium-alerts', ...ANY_PORTS],
      /--data-dir \/proc\/calcium-alerts cannot be/,
    ));

  it('for a damaged database', async () => {
    const folder = dataFolder();
    writeFileSync(join(folder, 'calcium-alerts.db'), 'x'.repeat(8_192));

    await refused(
      ['--data-dir', folder, ...ANY_PORTS],
      /calcium-alerts\.db is damaged and nothing was changed/,
    );
  });

  it.each([
    [
      'the database is missing',
      /calcium-alerts\.db is missing: restore it/,
      ['calcium-alerts.db', 'calcium-alerts.db-wal'],
    ],
    ['the table is missing', /table is missing: restore it/, ['table']],
    ['the table has lost the file it is found by', /table has lost files and nothing/, ['table/CURRENT']],
    ['the key is missing', /patient-key is missing: restore it/, ['patient-key']],
  ])('for a data folder of which %s', async (_, line, gone) => {
    const folder = dataFolder();
    const local = await startLocally(folder);
    await local.end('SIGTERM');
    for (const name of gone) rmSync(join(folder, name), { recursive: true, force: true });

    await refused(['--data-dir', folder, ...ANY_PORTS], line);
  });

  it.each([
    [
      'key is another one',
      'patient-key',
      'ab'.repeat(32),
      /is not the key that this data folder was made with/,
    ],
    [
      'table is damaged',
      'table/CURRENT',
      '',
      /table failed .*: start again; if that fails too, restore the data folder/,
    ],
  ])('for a data folder whose %s', async (_, file, text, line) => {
    const folder = dataFolder();
    const local = await startLocally(folder);
    await local.end('SIGTERM');
    writeFileSync(join(folder, file), text);

    await refused(['--data-dir', folder, ...ANY_PORTS], line);
  });

  it('for a configuration or registry that does not hold', async () => {
    const folder = dataFolder();
    const config = join(folder, 'config.json');
    const registry = join(folder, 'registry.csv');
    writeFileSync(config, '{"teams": []}');
    writeFileSync(registry, 'patient\nSECRET-PATIENT\n');
    const args = ['--data-dir', join(folder, 'data'), ...ANY_PORTS];

    await refused([...args, '--config', config], /config\.json: .*fallbackTeam/);
    await refused(
      [...args, '--registry', registry],
      /registry\.csv: line 1: none of the columns is in the header/,
    );
    await refused([...args, '--registry', join(folder, 'none.csv')], /none\.csv does not exist/);
  });
});

describe('an older Node', () => {
  it('is told which one is needed and how to get it', () => {
    const asNode20 = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })";
    const check = () =>
      execFileSync(process.execPath, ['-e', `${asNode20}; require('./infra/local/check-node.cjs')`], {
        stdio: 'pipe',
        encoding: 'utf8',
      });

    expect(check).toThrow(/needs Node 24 and this is Node 20\.20\.2 .*run "npm ci" and then "npm start"/);
  });

  it('can read the check: it uses nothing newer than the language of 2009', () => {
    execFileSync(process.execPath, ['--require', './infra/local/check-node.cjs', '-e', '0']);
  });
});
