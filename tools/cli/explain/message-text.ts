import { analyteName } from '../../../shared/clinical/analyte-table.ts';
import { type Block, block, printable } from './block.ts';
import type {
  ExplainedDraw,
  ExplainedMessage,
  ExplainedObservation,
  ExplainedPatient,
  WouldRaise,
} from './explained-message.ts';

/** What the pipeline would make of a message, for a terminal. */
export function messageText(message: ExplainedMessage): string {
  const { where, feed, configured, type, controlId, patients, observations, draws, raised } = message;
  const named = type === '' ? 'no message that can be read' : `${type} ${controlId}`.trim();
  const blocks: readonly Block[] = [
    ['Fate', [fateLine(message)]],
    ['Patient', patients.map(patientLine)],
    ['Observations', observations.map(observationLine)],
    ...draws.map((draw): Block => [drawTitle(draw), draw.why.map((text, index) => `${index + 1}. ${text}`)]),
    ...raised.map((alert): Block => [raisedTitle(alert), pageLines(alert)]),
    ...(raised.length === 0 ? [['Nobody would be paged', [whyNobody(message)]] satisfies Block] : []),
  ];
  const sender = `of ${feed}${configured ? '' : ' (not configured: read with the strict defaults)'}`;
  return printable([`${where}\n${named} ${sender}`, ...blocks.flatMap(block)].join('\n'));
}

const WHY_IGNORED = new Map([
  ['test', 'MSH-11 marks it as a test'],
  ['nothing-watched', 'nothing in it is watched'],
  ['message-type', 'it is of a type that is not read'],
  ['acknowledgement', 'it is an acknowledgement'],
  ['placeholder-identifier', 'its patient is named by a placeholder of the feed'],
]);

function fateLine({ fate: { is, reason, why } }: ExplainedMessage): string {
  if (reason === undefined) return is;
  return `${is} (${reason}): ${why ?? WHY_IGNORED.get(reason) ?? reason}`;
}

function patientLine({ named, inRegistry, knownCancer, revealed }: ExplainedPatient): string {
  if (named === 'missing') return 'no identifier names the patient';
  if (named === 'placeholder') return 'the identifier is a placeholder';
  const who =
    revealed === undefined ? 'identified' : `${revealed.id} of ${revealed.authority || 'no authority'}`;
  const known =
    knownCancer === undefined ? [] : [knownCancer ? 'known to have cancer' : 'not known to have cancer'];
  const listed = inRegistry === undefined ? [] : [inRegistry ? 'in the registry' : 'not in the registry'];
  return [who, ...listed, ...known].join('; ');
}

function observationLine(seen: ExplainedObservation): string {
  const { obx, code, name, kept, as, loinc, status, unit, upperLimit, flags, revealed } = seen;
  const head = `OBX ${obx} ${code}${name === '' || name === code ? '' : ` “${name}”`}: `;
  if (!kept) return `${head}${as}`;
  const parts = [
    `kept as ${as} (${loinc}), status ${status || 'empty'}`,
    ...(unit === undefined ? ['no value'] : [unitText(unit)]),
    ...(upperLimit === undefined ? [] : [`upper limit ${upperLimit.value} ${upperLimit.from}`]),
    ...(flags.length === 0 ? [] : [flags.join(' ')]),
    ...(revealed === undefined
      ? []
      : [`${revealed.sent} → ${revealed.understood}, collected ${revealed.collectedAt}`]),
  ];
  return head + parts.join('; ');
}

function unitText({ sent, understood }: { readonly sent: string; readonly understood: string }): string {
  return sent === understood ? `in ${sent}` : `${sent || 'no unit'} → ${understood}`;
}

function drawTitle({ analyte, level, grade, outcome, flags }: ExplainedDraw): string {
  const marks = flags.length === 0 ? '' : ` ${flags.join(' ')}`;
  return `Judged: ${analyteName(analyte)}, lab grade ${grade}, level ${level}, ${OUTCOMES[outcome]}${marks}`;
}

const OUTCOMES = { alerted: 'alerted', suppressed: 'told of already', none: 'no reason to alert' } as const;

function raisedTitle({ kind, level, rule, team, paging }: WouldRaise): string {
  const does = paging.steps.length === 0 ? 'Would be listed for' : 'Would page';
  return `${does} ${team}: ${level} ${kind}, rule ${rule} (docs/clinical.md)`;
}

function pageLines({ paging: { steps, unansweredAt } }: WouldRaise): readonly string[] {
  if (steps.length === 0) return ['on the worklist, on nobody’s pager'];
  return [
    ...steps.map(({ step, state, at, contacts }) => {
      const when = state === 'next' ? `if nobody has answered by ${at}` : 'at once';
      return `step ${step} of ${steps.length}, ${when}: ${contacts.join(', ') || 'no contact takes this level'}`;
    }),
    ...(unansweredAt === undefined ? [] : [`operations, if nobody has answered by ${unansweredAt}`]),
  ];
}

function whyNobody({ fate, patients, draws }: ExplainedMessage): string {
  if (fate.is !== 'judged') return `the message is ${fate.is}`;
  if (patients.every(({ knownCancer }) => knownCancer === false)) {
    return 'no cancer is known of the patient: the values are kept as history';
  }
  return draws.some(({ outcome }) => outcome === 'alerted')
    ? 'it was alerted before'
    : 'the judgement gives no reason to';
}
