import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Policy } from '../../../shared/clinical/policy.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { parseConfig } from '../../../shared/runtime/load-config.ts';
import { CannotRunError } from '../exit-codes.ts';
import { whyUnreadable } from '../messages/list-files.ts';

/** A configuration by which the messages are judged, and what the report calls it. */
export type Site = { readonly name: string; readonly config: Config };

export type PolicyFiles = { readonly policy?: string; readonly against?: string };

/** The configuration with the policy of `--policy`, and where it is to be compared the one with that of `--against`. */
export async function sitesOf(
  config: Config,
  { policy, against }: PolicyFiles,
): Promise<readonly [Site, ...Site[]]> {
  const first = policy === undefined ? { name: 'configured', config } : await siteWith(policy, config);
  return against === undefined ? [first] : [first, await siteWith(against, config)];
}

async function siteWith(path: string, config: Config): Promise<Site> {
  return { name: basename(path, '.json'), config: { ...config, policy: await readPolicy(path, config) } };
}

/** A policy as `policy` of a configuration has it: what the file leaves out is as configured. */
async function readPolicy(path: string, { policy, teams, fallbackTeam }: Config): Promise<Policy> {
  try {
    const given: unknown = JSON.parse(await readFile(path, 'utf8'));
    const whole = { teams: teams.map(nameOnly), fallbackTeam, policy: merged(policy, given) };
    return parseConfig(JSON.stringify(whole), path).policy;
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CannotRunError(`${path}:\n${error.message}`);
    if (error instanceof SyntaxError) throw new CannotRunError(`${path} is not valid JSON; mend the syntax`);
    throw new CannotRunError(`${path} ${whyUnreadable(error)}`);
  }
}

/** Of a team only what the schema asks for: the rest has been read already. */
function nameOnly({ id, name }: Config['teams'][number]) {
  return { id, name, contacts: [{ protocol: 'email', to: 'nobody@example.org' }] };
}

function merged(configured: unknown, given: unknown): unknown {
  if (!isObject(configured) || !isObject(given)) return given;
  const entries = new Map(Object.entries(configured));
  for (const [name, value] of Object.entries(given)) entries.set(name, merged(entries.get(name), value));
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
