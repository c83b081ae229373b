import { originText } from '../../send/outgoing.ts';
import { isAccepted } from '../../send/reply.ts';
import type { Said, SendReport } from '../../send/send-messages.ts';
import type { LeftOut } from './messages-to-send.ts';

export type Sent = {
  readonly to: string;
  readonly connections: number;
  readonly leftOut: readonly LeftOut[];
  readonly report: SendReport;
  readonly tookMs: number;
};

export function isAllWell({ leftOut, report }: Sent): boolean {
  const { refusedInAll, unanswered, stopped } = report;
  return leftOut.length + refusedInAll + unanswered.length === 0 && stopped === undefined;
}

const MOST_SHOWN = 25;

/** What came of it, for a terminal: codes and places, nothing of a message. */
export function sentText(sent: Sent): string {
  const { report, leftOut } = sent;
  const { refused, refusedInAll, unanswered, sentAgain, stopped } = report;
  return [
    headline(sent),
    answersText(report),
    block(`NOT ACCEPTED (${refusedInAll})`, refused.map(saidText), refusedInAll),
    block(
      `NOT ANSWERED (${unanswered.length}): may have been taken; send them again only once you know`,
      unanswered.map(saidText),
    ),
    block(`SENT MORE THAN ONCE (${sentAgain.length})`, sentAgain.map(saidText)),
    block(
      `NOT SENT (${leftOut.length})`,
      leftOut.map(({ from, why }) => `${originText(from)}: ${why}`),
    ),
    stopped === undefined ? '' : stoppedText(stopped),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline({ to, connections, report, tookMs }: Sent): string {
  const seconds = tookMs / 1_000;
  const rate = seconds > 0 ? ` (${Math.round(report.sent / seconds)} a second)` : '';
  const over = connections === 1 ? 'one connection' : `${connections} connections`;
  const many = report.sent === 1 ? '1 message' : `${report.sent} messages`;
  return `${many} sent to ${to} over ${over} in ${seconds.toFixed(1)} s${rate}`;
}

function answersText({ answers, unanswered }: SendReport): string {
  const lines = Array.from(answers, ([code, count]) => [code, count] as const).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const rows = unanswered.length === 0 ? lines : [...lines, ['no answer', unanswered.length] as const];
  return rows.map(([code, count]) => `  ${code.padEnd(12)} ${count}`).join('\n');
}

function block(title: string, lines: readonly string[], inAll = lines.length): string {
  if (inAll === 0) return '';
  const shown = lines.slice(0, MOST_SHOWN).map((line) => `  ${line}`);
  const rest = inAll > shown.length ? [`  and ${inAll - shown.length} more: --json names them`] : [];
  return [title, ...shown, ...rest].join('\n');
}

function saidText({ from, said }: Said): string {
  return `${originText(from)}: ${said}`;
}

function stoppedText({ why, notSent }: NonNullable<SendReport['stopped']>): string {
  const places = notSent.map((from) => `  ${originText(from)}`);
  const first = places.length === 0 ? '' : '; not sent, nor what follows:';
  return [`STOPPED: ${why}${first}`, ...places].join('\n');
}

/** What came of it, for a program. Public: names are never changed, only added. */
export function sentJson({ to, connections, leftOut, report, tookMs }: Sent): string {
  const { sent, answers, refused, refusedInAll, unanswered, sentAgain, stopped } = report;
  const accepted = [...answers].reduce((sum, [code, count]) => sum + (isAccepted(code) ? count : 0), 0);
  return JSON.stringify(
    {
      ...{ to, connections, tookMs, sent, accepted },
      answers: Object.fromEntries(answers),
      ...{ refused, refusedInAll, unanswered, sentAgain, notSent: leftOut, stopped },
    },
    undefined,
    2,
  );
}
