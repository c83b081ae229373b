import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type Config, configSchema } from '../../shared/runtime/config.ts';
import { withCalendars } from '../../shared/runtime/config-file.ts';
import { parseConfig } from '../../shared/runtime/load-config.ts';
import { type DataFolder, writeDurably } from './data-folder.ts';
import type { Database } from './database/database-client.ts';
import type { LocalOptions } from './options.ts';
import { codeOf, LocalRuntimeError, lineOf } from './runtime-error.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../tools/samples/${name}`, import.meta.url));

/** Without samples there is one team, the fallback: it can never be missing. */
const EMPTY_CONFIG = {
  fallbackTeam: 'oncology-on-call',
  teams: [
    {
      id: 'oncology-on-call',
      name: 'Oncology on call',
      contacts: [
        { protocol: 'sms', to: '+12025550141' },
        { protocol: 'sms', to: '+12025550142' },
        { protocol: 'email', to: 'oncology-on-call@example.org' },
        { protocol: 'email', to: 'oncology-second-on-call@example.org' },
      ],
    },
  ],
};

/**
 * Teams and feeds: the file named by --config, else what the data folder was last started with, else the sample. The
 * data folder keeps a copy, so that a later start without options reads the same.
 */
export function chooseConfig(options: LocalOptions, folder: DataFolder): Config {
  if (options.config === undefined && existsSync(folder.config)) return readConfig(folder.config);
  if (options.config === undefined && options.empty) {
    writeDurably(folder.config, `${JSON.stringify(EMPTY_CONFIG, undefined, 2)}\n`);
    return configSchema.parse(EMPTY_CONFIG);
  }
  const file = options.config ?? sample('calcium-alerts.config.json');
  const config = readConfig(file);
  const hasCalendars = config.teams.some(({ rota = [] }) => rota.some(({ calendar }) => calendar));
  if (!hasCalendars) {
    writeDurably(folder.config, readGiven(file));
    return config;
  }
  const read = withCalendarsBeside(file, config);
  writeDurably(folder.config, `${JSON.stringify(read, undefined, 2)}\n`);
  return read;
}

function readConfig(file: string): Config {
  const text = readGiven(file);
  try {
    return parseConfig(text, 'the whole of it');
  } catch (error) {
    throw new LocalRuntimeError(`${file}: ${lineOf(error)}`);
  }
}

/** The calendars lie beside the file that names them, not beside the copy. */
function withCalendarsBeside(file: string, config: Config): Config {
  try {
    return withCalendars(config, dirname(file), systemClock.now());
  } catch (error) {
    throw new LocalRuntimeError(`${file}: ${lineOf(error)}`);
  }
}

/** A registry to load now, and the setting that remembers it afterwards. */
export type RegistryToLoad = {
  readonly file: string;
  readonly csv: string;
  readonly remembered: { readonly name: string; readonly value: string };
};

const REGISTRY_SETTING = 'registry';
const NONE = 'none';

/**
 * The file named by --registry unless it was loaded last as it is now; the sample when nothing was loaded yet. It is
 * remembered only after it is loaded whole, so that a start that was cut short loads it again.
 */
export async function registryToLoad(
  options: LocalOptions,
  database: Database,
): Promise<RegistryToLoad | undefined> {
  const loaded = await database.ask('setting', REGISTRY_SETTING);
  if (options.registry === undefined) {
    if (options.empty && loaded === undefined)
      await database.ask('remember', { name: REGISTRY_SETTING, value: NONE });
    if (options.empty || loaded !== undefined) return undefined;
  }
  const file = options.registry ?? sample('registry.csv');
  const csv = readGiven(file);
  const value = createHash('sha256').update(csv).digest('hex');
  return value === loaded ? undefined : { file, csv, remembered: { name: REGISTRY_SETTING, value } };
}

function readGiven(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(error)})`;
    throw new LocalRuntimeError(`${file} ${why}: name a file that can be read`);
  }
}
