/**
 * A bundled function in a process of its own: `node bundle-process.ts <bundle> <file of events>`. Its last line is JSON:
 * how long the import and each invocation took, processor time, and the most memory.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { type Pass, timed } from './pass.ts';

const [bundle = '', eventsFile = ''] = process.argv.slice(2);
const events = z.array(z.unknown()).parse(JSON.parse(readFileSync(eventsFile, 'utf8')));
const context = { getRemainingTimeInMillis: () => 600_000 };

let handler: (event: unknown, context_: typeof context) => Promise<unknown> = async () => {};
const imported = await timed(async () => {
  handler = (await import(pathToFileURL(bundle).href)).handler;
});
const invoked: Pass[] = [];
for (const event of events) invoked.push(await timed(() => handler(event, context)));
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`\n${JSON.stringify({ imported, invoked, peakMb })}\n`);
