/**
 * A deployed function in a process of its own, as Lambda would run it: `node run-function.ts <bundle> <ahead>`. Takes events
 * from its parent and gives back what the handler answered. Its clock is `ahead` milliseconds ahead.
 */
import { pathToFileURL } from 'node:url';

const [bundle = '', ahead = '0'] = process.argv.slice(2);
const realNow = Date.now;
Date.now = () => realNow() + Number(ahead);

const { handler } = await import(pathToFileURL(bundle).href);
const REMAINING_MS = 900_000;
const context = { getRemainingTimeInMillis: () => REMAINING_MS, awsRequestId: 'request' };

process.on('message', async ({ event }: { event: unknown }) => {
  try {
    process.send?.({ answer: await handler(event, context) });
  } catch (error) {
    process.send?.({ fault: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' });
  }
});
process.send?.('ready');
