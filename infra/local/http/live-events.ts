import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { SECURITY_HEADERS } from './answers.ts';

const HEARTBEAT_MS = 15_000;
const AT_ONCE_MS = 20;
const APART_MS = 500;
const MOST_LISTENERS = 100;

/** Tells open inbox pages that something new can be seen (server-sent events). */
export type LiveEvents = {
  /** Keeps `response` open; false when too many listen already. */
  readonly listen: (response: ServerResponse) => boolean;
  readonly changed: () => void;
  readonly close: () => void;
};

/** A first change is told at once; of many that follow each other, twice a second. */
export function createLiveEvents(clock: Clock): LiveEvents {
  const listeners = new Set<ServerResponse>();
  let pending: NodeJS.Timeout | undefined;
  let quietUntil = 0;
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
      response.socket?.once('end', () => response.destroy());
      return true;
    },
    changed: () => {
      pending ??= setTimeout(
        () => {
          pending = undefined;
          quietUntil = clock.now() + APART_MS;
          say('event: changed\ndata: \n\n');
        },
        Math.min(APART_MS, Math.max(AT_ONCE_MS, quietUntil - clock.now())),
      );
    },
    close: () => {
      clearInterval(heartbeat);
      clearTimeout(pending);
      for (const listener of listeners) listener.end();
    },
  };
}
