import { readFileSync } from 'node:fs';
import type { Caps, Config, Feed } from '../../shared/runtime/config.ts';
import { parseConfig } from '../../shared/runtime/load-config.ts';

const configFile = new URL('../../tools/samples/calcium-alerts.config.json', import.meta.url);

export function sampleConfig(): Config {
  return parseConfig(readFileSync(configFile, 'utf8'));
}

/** The feed that the bench messages come from, as the sample configuration has it. */
export function sampleFeed(): { readonly feed: Feed; readonly caps: Caps } {
  const { feeds, caps } = sampleConfig();
  const [feed] = feeds;
  if (feed === undefined) throw new Error('the sample configuration has no feed');
  return { feed, caps };
}
