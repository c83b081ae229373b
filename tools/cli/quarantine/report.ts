import type { QuarantineList, Retried, ShownMessage } from '../../replay/quarantine-command.ts';
import { rehearsalText } from '../replay/rehearsal-text.ts';

type Row = QuarantineList['rows'][number];

/** What lies in quarantine, the newest first. No patient data. */
export function listText({ reasons, rows }: QuarantineList): string {
  const counts = Object.entries(reasons);
  if (counts.length === 0) return 'Nothing lies in quarantine.';
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const title = all === 1 ? '1 message in quarantine' : `${all} messages in quarantine`;
  const shown = rows.length < all ? [`  ${all - rows.length} more are not shown`] : [];
  return [
    title,
    ...counts.map(([reason, count]) => `  ${reason}  ${count}`),
    '',
    ...rows.map((row) => `  ${lineOf(row)}`),
    ...shown,
  ].join('\n');
}

function lineOf({ id, receivedAt, reason, feed, bytes, retried }: Row): string {
  return `${id}  ${receivedAt}  ${feed}  ${reason}  ${bytes} bytes${retried ? '  queued again since' : ''}`;
}

/** One message: what it is like, who has seen what it holds, and that where it is revealed. */
export function shownText(shown: ShownMessage): string {
  const { segments, encoding, revealed, text } = shown;
  const rows = [
    ['message', lineOf(shown)],
    ['encoding', encoding],
    ['segments', segments.join(', ')],
    ['seen by', revealed.map(({ at, name }) => `${name} at ${at}`).join('; ') || 'nobody'],
  ] as const;
  const lines = rows.map(([name, value]) => `${name.padEnd(9)} ${value}`);
  const content =
    text === undefined ? 'What it holds is shown by --reveal, which is recorded.' : visible(text);
  return [...lines, '', content].join('\n');
}

/** A terminal obeys control characters: each is shown instead. */
function visible(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}

export function retriedText({ ids, rehearsal }: Retried, missing: readonly string[]): string {
  const many = ids.length === 1 ? '1 message' : `${ids.length} messages`;
  const done =
    rehearsal === undefined
      ? [`${many} queued again; one that fails again is set aside under a new id`]
      : [`${many} would be queued again; nothing was kept or sent`, ...rehearsalText(rehearsal)];
  return [...done, ...missing.map((id) => `${id}: there is no such message in quarantine`)].join('\n');
}
