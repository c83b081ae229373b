import type { DeskRequest } from './desk-request.ts';
import { RequestRefusedError } from './refusal.ts';
import { isSame } from './sign-in/secret.ts';

/**
 * Whether a page of this desk asked: browsers say so in Origin or Sec-Fetch-Site.
 * @throws RequestRefusedError `not-from-here`
 */
export function requireSameSite({ header }: DeskRequest, origin: string): void {
  const from = header('origin');
  const site = header('sec-fetch-site');
  const foreign = (from !== undefined && from !== origin) || (site !== undefined && site !== 'same-origin');
  if (foreign || (from === undefined && site === undefined)) throw new RequestRefusedError('not-from-here');
}

/**
 * Whether a change was asked for by a page of this desk in this very session (OWASP, cross-site request forgery: two
 * defences that do not rest on the same thing).
 * @throws RequestRefusedError `not-from-here`
 */
export function requireFromHere(
  request: DeskRequest,
  origin: string,
  token: { readonly given: string; readonly expected: string },
): void {
  requireSameSite(request, origin);
  if (!isSame(token.given, token.expected)) throw new RequestRefusedError('not-from-here');
}
