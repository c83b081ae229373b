import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder, patientKey } from '../../../infra/local/data-folder.ts';
import { connectDatabase } from '../../../infra/local/database/database-client.ts';
import type { LocalOptions } from '../../../infra/local/options.ts';
import { chooseConfig, registryToLoad } from '../../../infra/local/starting-data.ts';
import { type EpochMs, isoInstant } from '../../../shared/clinical/instant.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { escalatingConfig } from '../../unit/alerting/escalating-config.ts';
import { temporaryFolder } from './temporary-folder.ts';

const OPTIONS: LocalOptions = { dataDir: '.local', mllpPort: 0, httpPort: 0, empty: false, redrive: false };
const CONFIG = {
  fallbackTeam: 'on-call',
  teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
};

const contacts = [
  ...(escalatingConfig().teams[0]?.contacts ?? []),
  { protocol: 'sms', to: '+12025550116', person: 'anna' },
];
const rota = [{ step: 'consultant', calendar: 'on-call.ics' }];

/** An event of a day from then on. */
function calendarFrom(at: EpochMs): string {
  const [begins = ''] = isoInstant(at).replaceAll(/[-:]/g, '').split('.');
  const event = ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:anna', `DTSTART:${begins}Z`, 'DURATION:P1D', 'END:VEVENT'];
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR', ''].join('\r\n');
}

const newFolder = () => openDataFolder(join(temporaryFolder(), 'data'));

async function newDatabase() {
  const database = await connectDatabase(join(temporaryFolder(), 'calcium-alerts.db'), () => {});
  onTestFinished(() => database.close());
  return database;
}

function given(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

describe('the data folder', () => {
  it('is made for this user alone', () => {
    expect(statSync(newFolder().path).mode & 0o777).toBe(0o700);
  });

  it('cannot be a file', () => {
    const file = given('file', '');

    expect(() => openDataFolder(file)).toThrow(/--data-dir .*file is a file: name a folder$/);
    expect(() => openDataFolder(join(file, 'below'))).toThrow(/is a file/);
  });

  it.skipIf(process.getuid?.() === 0)(
    'cannot be made where this user may not write (root may everywhere)',
    () => {
      const parent = temporaryFolder();
      chmodSync(parent, 0o500);

      expect(() => openDataFolder(join(parent, 'data'))).toThrow(
        /cannot be written: give this user write permission/,
      );
    },
  );
});

describe('the key of the patients', () => {
  it('is made once, random, for this user alone', () => {
    const folder = newFolder();

    const key = patientKey(folder, true);

    expect(key).toHaveLength(32);
    expect(patientKey(folder, false)).toEqual(key);
    expect(patientKey(newFolder(), true)).not.toEqual(key);
    expect(statSync(folder.patientKey).mode & 0o777).toBe(0o600);
  });

  it('is never made anew for a folder that has charts', () => {
    const folder = newFolder();

    expect(() => patientKey(folder, false)).toThrow(/patient-key is missing: restore it from a copy/);
    expect(existsSync(folder.patientKey)).toBe(false);
  });

  it.each(['', 'abc', 'zz'.repeat(32)])('is refused when it is damaged: %j', (text) => {
    const folder = newFolder();
    writeFileSync(folder.patientKey, text);

    expect(() => patientKey(folder, true)).toThrow(/patient-key is damaged: restore it/);
  });
});

describe('the configuration', () => {
  it('is the sample in a new folder, and the copy in the folder ever after', () => {
    const folder = newFolder();

    const first = chooseConfig(OPTIONS, folder);
    writeFileSync(folder.config, JSON.stringify(CONFIG));
    const second = chooseConfig(OPTIONS, folder);

    expect(first.teams.length).toBeGreaterThan(1);
    expect(second.fallbackTeam).toBe('on-call');
  });

  it('is the file given, which the folder keeps', () => {
    const folder = newFolder();
    chooseConfig(OPTIONS, folder);

    const config = chooseConfig({ ...OPTIONS, config: given('c.json', JSON.stringify(CONFIG)) }, folder);

    expect(config.fallbackTeam).toBe('on-call');
    expect(chooseConfig(OPTIONS, folder)).toEqual(config);
  });

  it('keeps what a calendar beside the file said, which the folder does not need any more', () => {
    const folder = newFolder();
    const file = given('c.json', JSON.stringify(escalatingConfig({ contacts, rota })));
    writeFileSync(join(dirname(file), 'on-call.ics'), calendarFrom(systemClock.now()));

    const config = chooseConfig({ ...OPTIONS, config: file }, folder);
    rmSync(join(dirname(file), 'on-call.ics'));

    expect(config.teams[0]?.rota?.[0]?.shifts).toMatchObject([{ person: 'anna' }]);
    expect(chooseConfig(OPTIONS, folder)).toEqual(config);
  });

  it('names the file whose calendar cannot be read, and keeps nothing', () => {
    const folder = newFolder();
    const file = given('c.json', JSON.stringify(escalatingConfig({ contacts, rota })));

    expect(() => chooseConfig({ ...OPTIONS, config: file }, folder)).toThrow(
      /c\.json: teams\[0\]\.rota\[0\]\.calendar: on-call\.ics cannot be read/,
    );
    expect(existsSync(folder.config)).toBe(false);
  });

  it('has one team, the fallback, when no samples are wanted', () => {
    const folder = newFolder();

    const { teams, fallbackTeam, feeds } = chooseConfig({ ...OPTIONS, empty: true }, folder);

    expect(teams.map(({ id }) => id)).toEqual([fallbackTeam]);
    expect(feeds).toEqual([]);
    expect(chooseConfig(OPTIONS, folder).teams).toEqual(teams);
  });

  it('is not kept when it does not hold; the line names the file and the path', () => {
    const folder = newFolder();
    const file = given('c.json', JSON.stringify({ ...CONFIG, fallbackTeam: 'gone' }));

    expect(() => chooseConfig({ ...OPTIONS, config: file }, folder)).toThrow(
      /c\.json: fallbackTeam: no team "gone"/,
    );
    expect(existsSync(folder.config)).toBe(false);
  });

  it('must be there when it is named', () => {
    const missing = { ...OPTIONS, config: join(temporaryFolder(), 'none.json') };

    expect(() => chooseConfig(missing, newFolder())).toThrow(/none\.json does not exist: name a file/);
  });
});

describe('the registry', () => {
  const header = 'assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team\n';

  it('is the sample until something was loaded', async () => {
    const database = await newDatabase();

    const first = await registryToLoad(OPTIONS, database);
    const again = await registryToLoad(OPTIONS, database);
    await database.ask('remember', first?.remembered ?? { name: '', value: '' });
    const after = await registryToLoad(OPTIONS, database);

    expect(first?.csv).toBe(readFileSync('tools/samples/registry.csv', 'utf8'));
    expect(again).toEqual(first);
    expect(after).toBeUndefined();
  });

  it('is the file given, each time it has changed', async () => {
    const database = await newDatabase();
    const registry = given('r.csv', header);
    const options = { ...OPTIONS, registry };

    const first = await registryToLoad(options, database);
    await database.ask('remember', first?.remembered ?? { name: '', value: '' });
    const unchanged = await registryToLoad(options, database);
    writeFileSync(registry, `${header}RIVERSIDE,1,,C34.1,active,,\n`);
    const changed = await registryToLoad(options, database);

    expect(first?.file).toBe(registry);
    expect(unchanged).toBeUndefined();
    expect(changed?.csv).toContain('C34.1');
  });

  it('is none when no samples are wanted, then and later', async () => {
    const database = await newDatabase();

    expect(await registryToLoad({ ...OPTIONS, empty: true }, database)).toBeUndefined();
    expect(await registryToLoad(OPTIONS, database)).toBeUndefined();
  });

  it('must be there when it is named', async () => {
    const registry = join(temporaryFolder(), 'none.csv');
    rmSync(registry, { force: true });

    const loading = registryToLoad({ ...OPTIONS, registry }, await newDatabase());

    await expect(loading).rejects.toThrow(/none\.csv does not exist/);
  });
});
