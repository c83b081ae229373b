/** Why the local runtime cannot start or go on: one line saying what, where and what to do. Never a stack trace. */
export class LocalRuntimeError extends Error {
  override readonly name = 'LocalRuntimeError';
}

/** The one line that a person sees. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, '; ');
}

/** The `code` of a system error ('EACCES', 'EADDRINUSE', 'ERR_SQLITE_ERROR' …), else ''. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return String(error.code);
}

/** The one line for what a disk, or this user's share of it, has no room for. */
export function diskFull(path: string, then = ''): string {
  return `${path} cannot grow, the disk is full: free some space${then}. Nothing that was acknowledged is lost`;
}

/** Whether there was no room for what was to be written; LevelDB says so in words alone. */
export function isDiskFull(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT|EFBIG)$/.test(codeOf(error)) || /no space left on device/i.test(lineOf(error));
}
