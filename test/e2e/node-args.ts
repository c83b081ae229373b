import { readFileSync } from 'node:fs';
import * as z from 'zod';

const START = z
  .object({ scripts: z.object({ start: z.templateLiteral(['node ', z.string(), ' infra/local/main.ts']) }) })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).scripts.start;

/** The options that `npm start` gives to Node; without them the pipeline is another one. */
export const NODE_ARGS: readonly string[] = START.split(' ').slice(1, -1);
