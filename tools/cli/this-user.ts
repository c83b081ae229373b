import { hostname, userInfo } from 'node:os';
import type { DeskUser } from '../../shared/desk/user.ts';
import type { Target } from './target.ts';

/** Whoever runs the command, as the audit trail names them: in AWS by the access key too, which CloudTrail knows. */
export async function thisUser(target: Target): Promise<Pick<DeskUser, 'id' | 'name'>> {
  const account = accountName();
  const by = `${account} on ${hostname()}, by the command line`;
  if (target.is === 'local') return { id: `cli:${account}`, name: by };
  const { accessKeyId } = await target.clients.lambda.config.credentials();
  return { id: `cli:${accessKeyId}`, name: `${by}, access key ${accessKeyId}` };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
