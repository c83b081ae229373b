import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { parseConfig } from './load-config.ts';

const FILE = 'calcium-alerts.config.json';

/** The configuration that was deployed beside a function's bundle, in `folder`. */
export function readBundledConfig(folder: string): Config {
  return parseConfig(readFileSync(join(folder, FILE), 'utf8'), FILE);
}
