import type { z } from 'zod';
import type { commandSchema } from '../../functions/rejudge/handler.ts';
import { type AskedPortion, portionSchema } from './portion.ts';

/** Commands a re-judge and resolves to the next portion of it. */
export type Ask = (command: z.infer<typeof commandSchema>) => Promise<AskedPortion>;

/** Of a running `npm start`. */
export function askLocal(httpPort: string): Ask {
  return async (command) => {
    const answer = await posted(`http://127.0.0.1:${httpPort}/rejudge`, JSON.stringify(command));
    if (!answer.ok) throw new Error(`--http-port ${httpPort}: ${(await answer.text()).trim()}`);
    return portionSchema.parse(await answer.json());
  };
}

async function posted(url: string, body: string): Promise<Response> {
  try {
    return await fetch(url, { method: 'POST', body });
  } catch {
    throw new Error(`nothing answers at ${url}: start it with npm start, or name its --http-port`);
  }
}
