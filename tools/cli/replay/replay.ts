import type { EpochMs } from '../../../shared/clinical/instant.ts';
import type { RehearsalReport } from '../../replay/rehearsal-report.ts';
import type { ReplayCommand } from '../../replay/replayer.ts';
import { CannotRunError, EXIT, type ExitCode } from '../exit-codes.ts';
import { onTarget, type TargetOptions } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { openReplay } from './open-replay.ts';
import { rehearsalText } from './rehearsal-text.ts';

export type ReplayOptions = TargetOptions & {
  readonly from: EpochMs;
  readonly to?: EpochMs;
  readonly feed?: string;
  readonly dryRun?: boolean;
  readonly asReceived?: boolean;
  readonly json?: boolean;
};

type Replayed = {
  readonly messages: number;
  readonly days: Readonly<Record<string, number>>;
  readonly rehearsal?: RehearsalReport;
};

/** Plays messages of the archive again. Ends as amiss where a rehearsal finds something that would be raised. */
export async function replay(options: ReplayOptions, terminal: Terminal): Promise<ExitCode> {
  const { from, to: until = terminal.now(), feed, dryRun = false, asReceived = false } = options;
  if (from > until) throw new CannotRunError('--from: lies after --to, or after now');
  const command = { from, until, asReceived, dryRun, ...(feed !== undefined && { feed }) };
  const replayed = await onTarget(options, (target) => playDays(openReplay(target, command), terminal));
  terminal.print(options.json ? JSON.stringify(replayed, undefined, 2) : textOf(replayed, command));
  const { rehearsal } = replayed;
  return rehearsal !== undefined && rehearsal.raised.length > 0 ? EXIT.amiss : EXIT.ok;
}

async function playDays(opening: ReturnType<typeof openReplay>, terminal: Terminal): Promise<Replayed> {
  const replayer = await opening;
  const progress = terminal.progress(replayer.days.length, 'days of the archive');
  const days = new Map<string, number>();
  try {
    for (const day of replayer.days) {
      const messages = await replayer.day(day);
      if (messages > 0) days.set(day, messages);
      progress.add(1);
    }
  } finally {
    progress.stop();
  }
  const rehearsal = await replayer.report();
  const messages = [...days.values()].reduce((sum, count) => sum + count, 0);
  return { messages, days: Object.fromEntries(days), ...(rehearsal && { rehearsal }) };
}

function textOf({ messages, days, rehearsal }: Replayed, { feed }: ReplayCommand): string {
  const of = feed === undefined ? '' : ` of ${feed}`;
  const many = messages === 1 ? `1 message${of}` : `${messages} messages${of}`;
  const lines = Object.entries(days).map(([day, count]) => `  archived ${day}  ${count}`);
  if (rehearsal === undefined) return [`${many} queued`, ...lines].join('\n');
  return [`${many} would be queued; nothing was kept or sent`, ...lines, ...rehearsalText(rehearsal)].join(
    '\n',
  );
}
