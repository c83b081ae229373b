import { deployedReplaySite } from '../../replay/deployed-replay-site.ts';
import type { QuarantineCommand } from '../../replay/quarantine-command.ts';
import { workQuarantine } from '../../replay/work-quarantine.ts';
import type { Target } from '../target.ts';

/** Has a command carried out where the messages lie: by a running npm start, or in AWS by this process. */
export async function workOnTarget(target: Target, command: QuarantineCommand): Promise<unknown> {
  return target.is === 'local'
    ? target.post('/quarantine', command)
    : workQuarantine(command, await deployedReplaySite(target));
}
