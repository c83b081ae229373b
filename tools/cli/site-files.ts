import { readFile } from 'node:fs/promises';
import { parseRegistry, type RegistryRow } from '../../shared/intake/registry.ts';
import { type Config, configSchema } from '../../shared/runtime/config.ts';
import { readConfigFile } from '../../shared/runtime/config-file.ts';
import { ConfigurationError } from '../../shared/runtime/errors.ts';
import { parseConfig } from '../../shared/runtime/load-config.ts';
import { CannotRunError } from './exit-codes.ts';
import { whyUnreadable } from './messages/list-files.ts';

/** Stands for a site that has not configured anything: every sender is unknown and read with the strict defaults. */
const NOTHING_CONFIGURED: Config = configSchema.parse({
  teams: [
    {
      id: 'no-team-named',
      name: 'No team named',
      contacts: [{ protocol: 'email', to: 'nobody@example.org' }],
    },
  ],
  fallbackTeam: 'no-team-named',
});

/** The configuration of a file, or one in which nothing is configured where none is named. */
export async function loadConfig(path: string | undefined): Promise<Config> {
  if (path === undefined) return NOTHING_CONFIGURED;
  return inFile(path, async () => parseConfig(await readFile(path, 'utf8'), path));
}

/** The configuration that a site has written, with the calendars of its rotas. */
export async function loadSiteConfig(path: string): Promise<Config> {
  return inFile(path, async () => readConfigFile(path));
}

export async function loadRegistryRows(path: string, config: Config): Promise<readonly RegistryRow[]> {
  return inFile(path, async () => parseRegistry(await readFile(path, 'utf8'), config.policySets));
}

/** @throws CannotRunError that names the file. */
async function inFile<Of>(path: string, read: () => Promise<Of>): Promise<Of> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CannotRunError(`${path}:\n${error.message}`);
    throw new CannotRunError(`${path} ${whyUnreadable(error)}`);
  }
}
