import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { readConfigFile } from '../../../shared/runtime/config-file.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { checkRotas } from '../../preflight/check-rota.ts';

/** Whether a configuration holds, and what is to be said of it: every fault on a line. */
export type CheckedConfig = {
  readonly is: 'holding' | 'faulty' | 'unreadable';
  readonly lines: readonly string[];
};

/** Checks a configuration file; of one that holds it says who is on call in the next four weeks, too. */
export function checkConfig(file: string, now: EpochMs): CheckedConfig {
  try {
    const config = readConfigFile(file, now);
    const { teams, feeds } = config;
    const holds = `${file} holds: ${teams.length} teams, ${feeds.length} feeds`;
    return { is: 'holding', lines: [holds, ...checkRotas(config, now).map(({ text }) => text)] };
  } catch (error) {
    if (error instanceof ConfigurationError) return { is: 'faulty', lines: error.message.split('\n') };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { is: 'unreadable', lines: [`${file}: cannot be read (${code}); name an existing file`] };
  }
}
