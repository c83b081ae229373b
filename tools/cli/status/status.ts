import { setTimeout as pause } from 'node:timers/promises';
import { amissOf } from '../../status/amiss.ts';
import { deployedStatus } from '../../status/deployed-status.ts';
import { type Status, statusSchema } from '../../status/status.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { onTarget, type Target, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { statusText } from './report.ts';

export type StatusOptions = TargetOptions & {
  /** Seconds between two looks; true = the usual. */
  readonly watch?: number | true;
  readonly json?: boolean;
};

export type Watching = {
  /** Put before each look: what clears a screen. */
  readonly before: string;
  readonly pause: (ms: number) => Promise<unknown>;
};

const USUAL_SECONDS = 10;
const CLEAR_SCREEN = '\u001b[2J\u001b[H';

/** A terminal is cleared before each look; output that goes elsewhere is not. */
export function watchingIn(isTerminal: boolean): Watching {
  return { before: isTerminal ? CLEAR_SCREEN : '', pause: (ms) => pause(ms) };
}

/** Says how the pipeline does, once or again and again. Ends as amiss where somebody has to act. */
export async function status(
  options: StatusOptions,
  terminal: Terminal,
  watching: Watching,
): Promise<ExitCode> {
  return onTarget(options, async (target) => {
    const first = await look(target, terminal);
    if (options.watch === undefined) return show(first, target, options, terminal);
    const everyMs = (options.watch === true ? USUAL_SECONDS : options.watch) * 1_000;
    for (let next: Status | string = first; ; next = await lookOrSay(target, terminal)) {
      if (watching.before !== '' && !options.json) terminal.print(watching.before);
      if (typeof next === 'string') terminal.tell(next);
      else show(next, target, options, terminal);
      await watching.pause(everyMs);
    }
  });
}

async function look(target: Target, { now }: Terminal): Promise<Status> {
  return target.is === 'local'
    ? statusSchema.parse(await target.get('/status.json'))
    : deployedStatus(target, { now });
}

/** What cannot be reached now may be back in a moment: that is what is watched for. */
async function lookOrSay(target: Target, terminal: Terminal): Promise<Status | string> {
  try {
    return await look(target, terminal);
  } catch (error) {
    if (error instanceof CannotRunError) return error.message;
    throw error;
  }
}

function show(found: Status, target: Target, { json, watch }: StatusOptions, terminal: Terminal): ExitCode {
  const amiss = amissOf(found);
  const where = target.is === 'local' ? target.url : target.deployment;
  const indent = watch === undefined ? 2 : undefined;
  terminal.print(
    json ? JSON.stringify({ ...found, amiss }, undefined, indent) : statusText(found, amiss, where),
  );
  return amiss.length === 0 ? EXIT.ok : EXIT.amiss;
}
