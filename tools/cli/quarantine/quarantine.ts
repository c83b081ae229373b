import {
  quarantineListSchema,
  retriedSchema,
  type ShownMessage,
  shownMessageSchema,
  type WhichQuarantined,
} from '../../replay/quarantine-command.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { onTarget, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { thisUser } from '../this-user.ts';
import { listText, retriedText, shownText } from './report.ts';
import { workOnTarget } from './work-on-target.ts';

/** Which messages a user means. */
export type WhichOptions = {
  readonly reason?: string;
  readonly feed?: string;
  readonly from?: string;
  readonly to?: string;
};

export type ListOptions = TargetOptions &
  WhichOptions & { readonly retried?: boolean; readonly most: number; readonly json?: boolean };

/** Lists what lies in quarantine. Ends as amiss where there is something. */
export async function listQuarantine(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const which = whichOf(options, options.retried === true);
  const answer = await onTarget(options, (target) =>
    workOnTarget(target, { does: 'list', which, most: options.most }),
  );
  const list = quarantineListSchema.parse(answer);
  terminal.print(options.json ? jsonOf(list) : listText(list));
  return list.rows.some(({ retried }) => !retried) ? EXIT.amiss : EXIT.ok;
}

export type ShowOptions = TargetOptions & { readonly reveal?: boolean; readonly json?: boolean };

/** Shows what one message is like; what it holds only with `--reveal`, which is audited first. */
export async function showQuarantined(
  id: string,
  options: ShowOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const shown = await onTarget(options, async (target) => {
    const revealing = options.reveal ? { revealTo: await thisUser(target) } : {};
    return shownOf(await workOnTarget(target, { does: 'show', id, ...revealing }), id);
  });
  terminal.print(options.json ? jsonOf(shown) : shownText(shown));
  return EXIT.ok;
}

function shownOf(answer: unknown, id: string): ShownMessage {
  if (answer === undefined || answer === null)
    throw new CannotRunError(`${id}: there is no such message in quarantine`);
  return shownMessageSchema.parse(answer);
}

export type RetryOptions = TargetOptions &
  WhichOptions & { readonly all?: boolean; readonly dryRun?: boolean; readonly json?: boolean };

/** Queues messages of quarantine again. Ends as amiss where one that was named is not there. */
export async function retryQuarantined(
  ids: readonly string[],
  options: RetryOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { dryRun = false, all = false } = options;
  if ((ids.length === 0) !== all) throw new CannotRunError('name ids, or --all, and not both');
  const which = all ? whichOf(options, false) : { ids: [...ids], retried: true };
  const answer = await onTarget(options, async (target) =>
    workOnTarget(target, { does: 'retry', which, dryRun, by: await thisUser(target) }),
  );
  const retried = retriedSchema.parse(answer);
  const missing = ids.filter((id) => !retried.ids.includes(id));
  terminal.print(options.json ? jsonOf({ ...retried, missing }) : retriedText(retried, missing));
  return missing.length > 0 ? EXIT.amiss : EXIT.ok;
}

function whichOf({ reason, feed, from, to }: WhichOptions, retried: boolean): WhichQuarantined {
  return {
    retried,
    ...(reason !== undefined && { reason }),
    ...(feed !== undefined && { feed }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { until: to }),
  };
}

const jsonOf = (value: unknown): string => JSON.stringify(value, undefined, 2);
