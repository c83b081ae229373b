import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { parseConfig } from './load-config.ts';

const FILE = 'calcium-alerts.config.json';

/**
 * The configuration that was deployed beside a function's bundle, in `folder`; the address of the desk is told apart where
 * only the deployment gives it.
 */
export function readBundledConfig(folder: string, deskUrl?: string): Config {
  const config = parseConfig(readFileSync(join(folder, FILE), 'utf8'), FILE);
  return deskUrl ? { ...config, deskUrl } : config;
}
