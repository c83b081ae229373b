import { execFileSync } from 'node:child_process';

const UNKNOWN = 'unknown';

/** What the stacks are made of: `COMMIT` where a build sets it, else what Git says of this folder, else `unknown`. */
export function commitOf(environment: Readonly<Record<string, string | undefined>>, folder: string): string {
  return environment.COMMIT || gitCommit(folder);
}

function gitCommit(folder: string): string {
  try {
    const described = execFileSync('git', ['describe', '--always', '--abbrev=12', '--dirty', '--exclude=*'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return described.trim();
  } catch {
    return UNKNOWN;
  }
}
