import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NO_SUCH_THING } from '../../infra/local/http/json-route.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { parseConfig } from '../../shared/runtime/load-config.ts';
import { CannotRunError } from './exit-codes.ts';

/** A running `npm start`, asked over HTTP: it alone opens its data folder. */
export type LocalTarget = {
  readonly is: 'local';
  readonly url: string;
  /** What it answers to GET, parsed as JSON. */
  readonly get: (path: string) => Promise<unknown>;
  /** What it answers to the JSON of a POST, parsed; undefined where it has no such thing. */
  readonly post: (path: string, body: unknown) => Promise<unknown>;
  /** The configuration that it runs with. */
  readonly config: () => Promise<Config>;
};

export function localTarget(url: string): LocalTarget {
  const get = (path: string) => asked(url, path, {});
  return {
    is: 'local',
    url,
    get,
    post: (path, body) => {
      const headers = { 'content-type': 'application/json' };
      return asked(url, path, { method: 'POST', headers, body: JSON.stringify(body) });
    },
    config: async () => parseConfig(JSON.stringify(await get('/config.json')), url),
  };
}

async function asked(url: string, path: string, init: RequestInit): Promise<unknown> {
  const answer = await fetched(`${url}${path}`, init);
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  if (answer.status === 404 && text.trim() === NO_SUCH_THING) return undefined;
  throw new CannotRunError(`${url}${path}: ${text.trim() || `answers ${answer.status}`}`);
}

async function fetched(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch {
    throw new CannotRunError(
      `nothing answers at ${address}: start it with npm start, or name its --url, its --data-dir or a --deployment`,
    );
  }
}

/** Starts what has this data folder, under ports of its own, for as long as the work takes. */
export async function openDataDir<Of>(
  dataDir: string,
  work: (target: LocalTarget) => Promise<Of>,
): Promise<Of> {
  const path = resolve(dataDir);
  if (!existsSync(join(path, 'calcium-alerts.db'))) {
    throw new CannotRunError(
      `--data-dir ${path}: is no data folder of npm start; name one that it has run in`,
    );
  }
  const { startLocal } = await import('../../infra/local/start-local.ts');
  const lost = Promise.withResolvers<never>();
  const running = await startLocal(
    { dataDir: path, httpPort: 0, mllpPort: 0, empty: false, redrive: false },
    lost.reject,
  ).catch(sayingWhy);
  try {
    return await Promise.race([work(localTarget(`http://127.0.0.1:${running.httpPort}`)), lost.promise]);
  } finally {
    await running.stop();
  }
}

/** What `npm start` says of a folder it cannot use is said for people, and holds no patient data. */
function sayingWhy(error: unknown): never {
  if (error instanceof Error && error.name === 'LocalRuntimeError') throw new CannotRunError(error.message);
  throw error;
}
