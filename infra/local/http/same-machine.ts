import type { IncomingMessage } from 'node:http';

const OWN_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a request was addressed to this machine by its own name. A page on the internet whose name has been pointed
 * at 127.0.0.1 (DNS rebinding) asks for that name; one that posts across sites says so in Origin.
 */
export function isFromSameMachine({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  if (!isOwnName(`http://${headers.host ?? ''}`)) return false;
  return headers.origin === undefined || isOwnName(headers.origin);
}

function isOwnName(url: string): boolean {
  return URL.canParse(url) && OWN_NAMES.has(new URL(url).hostname);
}
