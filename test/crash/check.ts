import type { Counts } from '../../infra/local/database/count-rows.ts';
import { fatesOf, type InboxRow } from '../e2e/local-process.ts';
import type { Course } from './courses.ts';
import type { Ledger } from './lane.ts';
import type { ScriptedMessage } from './messages.ts';
import type { KeptMessage, Observed } from './observe.ts';
import type { Script } from './schedule.ts';

/** Everything that is not as it has to be, in words; nothing = every promise was kept. */
export function faultsOf(script: Script, ledger: Ledger, observed: Observed): readonly string[] {
  const messages = messagesOf(script);
  return [
    ...ledger.wrong.map((answer) => `a wrong answer: ${answer}`),
    ...unfinished(observed),
    ...receiptFaults(messages, ledger, observed),
    ...fateFaults(messages, observed),
    ...factFaults(messages, observed),
    ...script.courses.flatMap((course) => courseFaults(course, observed)),
    ...pageFaults(observed),
  ];
}

type Messages = ReadonlyMap<string, ScriptedMessage>;

export function messagesOf({ courses, rounds }: Script): Messages {
  const all = [
    ...courses.flatMap((course) => course.messages),
    ...rounds.flatMap(({ lanes }) => lanes.flat()),
  ];
  return new Map(all.map((message) => [message.controlId, message]));
}

function unfinished({ waiting, dead, alerts }: Observed): readonly string[] {
  const unsent = alerts.filter(({ delivery }) => delivery === 'claimed' || delivery === 'failed').length;
  return [
    ...(waiting + dead > 0 ? [`${waiting} messages still wait and ${dead} are dead letters`] : []),
    ...(unsent > 0 ? [`${unsent} alerts were never sent`] : []),
  ];
}

/** Every acknowledged message is in the archive, as often as it was acknowledged and no more often than it was sent. */
function receiptFaults(
  messages: Messages,
  ledger: Ledger,
  { archived, counts }: Observed,
): readonly string[] {
  const received = receiptsOf(archived);
  const faults = [...messages.keys()].flatMap((id) => {
    const times = received.get(id)?.size ?? 0;
    const acknowledged = ledger.acknowledged.get(id) ?? 0;
    const sent = ledger.sent.get(id) ?? 0;
    if (times < acknowledged) return [`${id} was acknowledged ${acknowledged} times and kept ${times} times`];
    return times > sent ? [`${id} was sent ${sent} times and kept ${times} times`] : [];
  });
  const unknown = [...received.keys()].filter((id) => !messages.has(id));
  const kept = [...received.values()].reduce((sum, ids) => sum + ids.size, 0);
  return [
    ...faults,
    ...unknown.map((id) => `${id} is in the archive and was never sent`),
    ...(kept === counts.received ? [] : [`${counts.received} were received and ${kept} are in the archive`]),
  ];
}

/** The receipts of each control id: a batch that was begun again is archived again under the same receipts. */
function receiptsOf(kept: readonly KeptMessage[]): ReadonlyMap<string, ReadonlySet<string>> {
  const receipts = new Map<string, Set<string>>();
  for (const { controlId, messageId } of kept) {
    receipts.set(controlId, (receipts.get(controlId) ?? new Set()).add(messageId));
  }
  return receipts;
}

/** Each receipt has the fate of its message, and what is in quarantine is kept there under its reason. */
function fateFaults(messages: Messages, { archived, quarantined, counts }: Observed): readonly string[] {
  const receipts = [...receiptsOf(archived)].flatMap(([controlId, ids]) =>
    [...ids].map((messageId) => ({ messageId, fate: messages.get(controlId)?.fate ?? 'unknown' })),
  );
  const expected = tally(receipts.map(({ fate }) => fate));
  const said = fateTally(counts);
  const setAside = new Set(quarantined.map(({ messageId, reason }) => `${messageId} quarantined ${reason}`));
  const lost = receipts.filter(
    ({ messageId, fate }) => fate.startsWith('quarantined') && !setAside.has(`${messageId} ${fate}`),
  );
  return [
    ...(fatesOf(counts) === counts.received ? [] : ['the counts do not add up']),
    ...(expected === said ? [] : [`fates are ${said} and should be ${expected}`]),
    ...lost.map(({ fate }) => `a message is ${fate} and its bytes are not there`),
  ];
}

function fateTally({ judged, ignored, quarantined }: Counts): string {
  const byReason = (is: string, reasons: Readonly<Record<string, number>>) =>
    Object.entries(reasons).flatMap(([reason, n]) => Array.from({ length: n }, () => `${is} ${reason}`));
  return tally([
    ...Array.from({ length: judged }, () => 'judged'),
    ...byReason('ignored', ignored),
    ...byReason('quarantined', quarantined),
  ]);
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, n]) => `${word} ${n}`)
    .sort()
    .join(', ');
}

/** However often a message was received, it is one fact; and there is no other. */
function factFaults(messages: Messages, { factMessages }: Observed): readonly string[] {
  const judged = [...messages.values()].filter(({ fate, isLink }) => fate === 'judged' && !isLink).length;
  return judged === factMessages ? [] : [`${judged} messages bring facts and ${factMessages} are stored`];
}

function courseFaults(course: Course, { alerts, inbox }: Observed): readonly string[] {
  const { name, patients, endings, team } = course;
  const own = alerts.filter(({ patient }) => patients.includes(patient.id));
  const ending = own.map(({ kind, level }) => `${kind} ${level}`).join(', ');
  const ids = new Set(own.map(({ alertId }) => alertId));
  const elsewhere = inbox.filter((row) => ids.has(row.alertId) && row.team !== team);
  const who = `patient ${patients[0]}, who ${name}`;
  return [
    ...(endings.some((allowed) => allowed.join(', ') === ending) ? [] : [`${who}: raised is [${ending}]`]),
    ...(elsewhere.length === 0 ? [] : [`${who}: ${elsewhere.length} pages went to another team`]),
  ];
}

/** Whom a page of each level reaches, of teams with two telephones and two mailboxes. */
const RECIPIENTS = { critical: 4, urgent: 4, routine: 2, worklist: 0 } as const;

/** Every alert reached everybody it is for; whatever came twice to somebody says REPEAT; nothing came of no alert. */
function pageFaults({ alerts, inbox }: Observed): readonly string[] {
  const known = new Set(alerts.map(({ alertId }) => alertId));
  const ghosts = inbox.filter(({ alertId }) => !known.has(alertId));
  return [
    ...alerts.flatMap(({ alertId, level }) => {
      const rows = inbox.filter((row) => row.alertId === alertId);
      const reached = new Set(rows.map(({ to }) => to)).size;
      const first = rows.filter((row) => !isRepeat(row));
      return [
        ...(reached === RECIPIENTS[level]
          ? []
          : [`the ${level} page ${alertId} reached ${reached} and is for ${RECIPIENTS[level]}`]),
        ...(first.length > new Set(first.map(({ to }) => to)).size
          ? [`the page ${alertId} came twice and does not say REPEAT`]
          : []),
      ];
    }),
    ...ghosts.map(({ alertId }) => `the page ${alertId} is of no alert`),
  ];
}

export function isRepeat({ subject, text }: InboxRow): boolean {
  return `${subject}${text}`.startsWith('REPEAT ');
}
