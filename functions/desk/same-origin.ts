import type { DeskRequest } from './desk-request.ts';
import { RequestRefusedError } from './refusal.ts';
import { isSame } from './sign-in/secret.ts';

/**
 * Whether a change was asked for by a page of this desk: browsers say so in Origin or Sec-Fetch-Site, and the form holds
 * the token of the session (OWASP, cross-site request forgery: two defences that do not rest on the same thing).
 * @throws RequestRefusedError `not-from-here`
 */
export function requireFromHere(
  { header }: DeskRequest,
  origin: string,
  token: { readonly given: string; readonly expected: string },
): void {
  const from = header('origin');
  const site = header('sec-fetch-site');
  const foreign = (from !== undefined && from !== origin) || (site !== undefined && site !== 'same-origin');
  const unsaid = from === undefined && site === undefined;
  if (foreign || unsaid || !isSame(token.given, token.expected)) {
    throw new RequestRefusedError('not-from-here');
  }
}
