import * as z from 'zod';
import { epochMsSchema } from '../../shared/clinical/instant.ts';
import { createFeedDirectory } from '../../shared/intake/feed-directory.ts';
import type { MessageQueue, QueuedMessage } from '../../shared/intake/message-queue.ts';
import { asImport } from './as-import.ts';
import { createRehearsal } from './rehearsal.ts';
import type { RehearsalReport } from './rehearsal-report.ts';
import { checkSpan, daysOf, replayDay } from './replay-archive.ts';
import type { ReplaySite } from './replay-site.ts';

export const replayCommandSchema = z.strictObject({
  /** Received then, both ends included. */
  from: epochMsSchema,
  until: epochMsSchema,
  /** Only messages of this feed. */
  feed: z.string().min(1).exactOptional(),
  /** With their first receipts, after the table was restored: what was lost pages as if it had never been. */
  asReceived: z.boolean(),
  dryRun: z.boolean(),
});
export type ReplayCommand = z.infer<typeof replayCommandSchema>;

/** A replay in portions: a day of the archive at a time. */
export type Replayer = {
  readonly days: readonly string[];
  /** Resolves to how many messages of the day were queued, or rehearsed. */
  readonly day: (day: string) => Promise<number>;
  /** What would come of all of them; undefined where they were queued. */
  readonly report: () => Promise<RehearsalReport | undefined>;
};

/** @throws Error where nothing can have been received within the span. */
export async function createReplayer(command: ReplayCommand, site: ReplaySite): Promise<Replayer> {
  const { from, until, feed, asReceived, dryRun } = command;
  checkSpan({ from, until });
  const feeds = createFeedDirectory(site.config);
  const isAsked = (message: QueuedMessage) => feed === undefined || message.feed === feed;
  const prepare = (message: QueuedMessage): readonly QueuedMessage[] => {
    if (isCopy(message) && !asReceived) return [];
    const prepared = asReceived ? message : asImport(message, { feeds, clock: site.clock });
    return isAsked(message) || isAsked(prepared) ? [prepared] : [];
  };
  const { queue, report } = await queueFor(dryRun, site);
  const { list, read } = site.archive;
  return {
    days: daysOf({ from, until }),
    day: (day) => replayDay(day, { from, until }, { list, read, queue, prepare }),
    report,
  };
}

/** By a replay, or from quarantine: the message lies in the archive under its first receipt too. */
const isCopy = ({ origin }: QueuedMessage): boolean => origin === 'import';

type Receiving = { readonly queue: MessageQueue; readonly report: Replayer['report'] };

/** The queue itself, or a rehearsal of it. */
export async function queueFor(dryRun: boolean, site: ReplaySite): Promise<Receiving> {
  if (!dryRun) return { queue: site.queue, report: async () => undefined };
  const rehearsal = createRehearsal({ ...(await site.charts()), config: site.config, clock: site.clock });
  return { queue: rehearsal, report: rehearsal.report };
}
