/**
 * Runs a bundled function in a process of its own: `node run-bundle.ts <bundle> <file of events>`. Prints one line of JSON:
 * how long the import took, and what the handler answered to each event.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const [bundle = '', eventsFile = ''] = process.argv.slice(2);
const events = z.array(z.unknown()).parse(JSON.parse(readFileSync(eventsFile, 'utf8')));

const begun = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const importMs = performance.now() - begun;

const answers: unknown[] = [];
for (const event of events) answers.push(await handler(event));
process.stdout.write(`${JSON.stringify({ importMs, answers })}\n`);
