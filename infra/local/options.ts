import { parseArgs } from 'node:util';
import { LocalRuntimeError, lineOf } from './runtime-error.ts';

export const HELP = `calcium-alerts on one machine: laboratory HL7 v2 in, pages to the oncology teams in a local inbox.

Usage: npm start -- [options]

  --data-dir DIR    where everything is kept               (default .local)
  --mllp-port PORT  MLLP on 127.0.0.1, 0 = any free port    (default 2575)
  --http-port PORT  HTTP on 127.0.0.1, 0 = any free port    (default 8080)
  --registry FILE   CSV of the patients with known cancer   (default: a sample, when the data folder is new)
  --config FILE     teams and feeds, as JSON                (default: a sample, when the data folder is new)
  --empty           no sample patients and no sample teams
  --redrive         try the dead letters again
  --help            this text
`;

export type LocalOptions = {
  readonly dataDir: string;
  readonly mllpPort: number;
  readonly httpPort: number;
  readonly registry?: string;
  readonly config?: string;
  readonly empty: boolean;
  readonly redrive: boolean;
};

/** @throws LocalRuntimeError with one line where an option is unknown or a value is not usable. */
export function parseOptions(args: readonly string[]): LocalOptions | 'help' {
  const given = read(args);
  if (given.help) return 'help';
  return {
    dataDir: given['data-dir'],
    mllpPort: portOf('--mllp-port', given['mllp-port']),
    httpPort: portOf('--http-port', given['http-port']),
    ...(given.registry !== undefined && { registry: given.registry }),
    ...(given.config !== undefined && { config: given.config }),
    empty: given.empty,
    redrive: given.redrive,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        'data-dir': { type: 'string', default: '.local' },
        'mllp-port': { type: 'string', default: '2575' },
        'http-port': { type: 'string', default: '8080' },
        registry: { type: 'string' },
        config: { type: 'string' },
        empty: { type: 'boolean', default: false },
        redrive: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    const [said = ''] = lineOf(error).split('. ');
    throw new LocalRuntimeError(`${said}: see npm start -- --help`);
  }
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new LocalRuntimeError(`${option} is not a port: give a number from 0 to 65535 (0 = any free port)`);
}
