import { isSilent } from '../../status/amiss.ts';
import type { AlertsStatus, FeedStatus, QueueStatus, Status } from '../../status/status.ts';

const NOT_READ = '?';

/** How a pipeline does, for a terminal, with what somebody has to act on at the end. */
export function statusText(status: Status, amiss: readonly string[], where: string): string {
  const { at, sweptAt, queues, deadLetters, alerts } = status;
  const rows = [
    ['sweep', sweptAt === null ? 'not lately' : `${ago(sweptAt, at)} ago`],
    ['queue', queues === null ? NOT_READ : queues.map(queueText).join('; ')],
    ['dead', deadLetters === null ? NOT_READ : `${deadLetters} messages`],
    ['alerts', alerts === null ? NOT_READ : alertsText(alerts)],
  ] as const;
  return [
    `${where} at ${at}`,
    ...rows.map(([name, text]) => `  ${name.padEnd(7)} ${text}`),
    '',
    ...feedsText(status),
    '',
    ...(amiss.length === 0 ? ['Nothing is amiss.'] : ['TO ACT ON', ...amiss.map((line) => `  ${line}`)]),
  ].join('\n');
}

function queueText({ name, waiting, oldestSeconds }: QueueStatus): string {
  const oldest = oldestSeconds === null || waiting === 0 ? '' : `, the oldest for ${duration(oldestSeconds)}`;
  return `${name} ${waiting} waiting${oldest}`;
}

function alertsText({ open: { critical, urgent, routine }, worklist, unsent }: AlertsStatus): string {
  const open = `open ${critical} critical, ${urgent} urgent, ${routine} routine; worklist ${worklist}`;
  return unsent === 0 ? open : `${open}; ${unsent} not sent yet`;
}

function feedsText({ feeds, countedSince, at }: Status): readonly string[] {
  if (feeds === null) return [`feeds ${NOT_READ}`];
  const rows = feeds.map((feed) => [feed.id, heardText(feed, at), ...countsText(feed)]);
  const header = ['feed', 'last heard', 'results', 'with calcium', 'unmapped'];
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [line(header), ...rows.map(line), `  counted since ${countedSince}`];
}

function heardText(feed: FeedStatus, at: string): string {
  if (feed.lastHeardAt === null) return 'never';
  const silent = isSilent(feed, Date.parse(at)) ? ', silent' : '';
  return `${ago(feed.lastHeardAt, at)} ago${silent}`;
}

function countsText({ results, calcium, unmapped }: FeedStatus): readonly string[] {
  const share = results === 0 ? '' : ` (${((calcium / results) * 100).toFixed(1)} %)`;
  return [`${results}`, `${calcium}${share}`, `${unmapped}`];
}

function ago(then: string, now: string): string {
  return duration(Math.max(0, (Date.parse(now) - Date.parse(then)) / 1_000));
}

/** In the largest unit of which there are two. */
function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
