import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from './answers.ts';

const HEARTBEAT_MS = 15_000;
const COALESCE_MS = 50;
const MOST_LISTENERS = 100;

/** Tells open inbox pages that something new can be seen (server-sent events). */
export type LiveEvents = {
  /** Keeps `response` open; false when too many listen already. */
  readonly listen: (response: ServerResponse) => boolean;
  readonly changed: () => void;
  readonly close: () => void;
};

export function createLiveEvents(): LiveEvents {
  const listeners = new Set<ServerResponse>();
  let pending: NodeJS.Timeout | undefined;
  const say = (text: string) => {
    for (const listener of listeners) listener.write(text);
  };
  const heartbeat = setInterval(() => say(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();

  return {
    listen: (response) => {
      if (listeners.size >= MOST_LISTENERS) return false;
      response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('retry: 1000\n\nevent: open\ndata: \n\n');
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      return true;
    },
    changed: () => {
      pending ??= setTimeout(() => {
        pending = undefined;
        say('event: changed\ndata: \n\n');
      }, COALESCE_MS);
    },
    close: () => {
      clearInterval(heartbeat);
      clearTimeout(pending);
      for (const listener of listeners) listener.end();
    },
  };
}
