import { analyteName } from '../../../shared/clinical/analyte-table.ts';
import { FLAG_MEANING } from '../../../shared/clinical/flag-meaning.ts';
import type { ExplainedAlert, PagedStep, RevealedAlert } from '../../../shared/desk/explained-alert.ts';
import { type Block, block, printable } from './block.ts';

/** What became of an alert and why it was raised, for a terminal. */
export function alertText(alert: ExplainedAlert): string {
  const { kind, level, alertId, team, grade, rule, raisedAt, policyVersion, why, flags, revealed } = alert;
  const head = [
    `${level.toUpperCase()} ${kind} ${alertId} of ${team}`,
    `lab grade ${grade} (CTCAE v5.0), rule ${rule} (docs/clinical.md), policy ${policyVersion}, raised ${raisedAt}`,
  ];
  const blocks: readonly Block[] = [
    ...(revealed === undefined ? [] : measuredBlocks(revealed)),
    ['Why', why.map((sentence, index) => `${index + 1}. ${sentence}`)],
    ['Flags', flags.map((flag) => `${flag}: ${FLAG_MEANING[flag]}`)],
    ['Paged', pagedLines(alert)],
    ['Answer', [answerLine(alert)]],
    ...(revealed === undefined ? [] : historyBlocks(revealed)),
  ];
  const hidden = 'Whose it is and what was measured is shown by --reveal, which the audit trail records.';
  const parts = [head.join('\n'), ...blocks.flatMap(block), ...(revealed === undefined ? [hidden] : [])];
  return printable(parts.join('\n\n'));
}

function measuredBlocks({ patient, graded, sent, cancer }: RevealedAlert): readonly Block[] {
  const { analyte, comparator, value, unit, upperLimit, correctedValue, correctedUnit, collectedAt } = graded;
  const corrected =
    correctedValue === undefined ? '' : `; corrected for albumin ${correctedValue} ${correctedUnit ?? unit}`;
  return [
    ['Patient', [`${patient.id} of ${patient.authority || 'no authority'}`]],
    [
      'Graded',
      [
        `${analyteName(analyte)} ${bound(comparator)}${value} ${unit}, collected ${collectedAt}; upper limit ${upperLimit} ${unit}${corrected}`,
      ],
    ],
    [
      'As sent',
      sent.map(
        (one) =>
          `${one.name} (${one.loinc}) ${one.value} ${one.unit}, range ${one.range || 'none'}, status ${one.status}, collected ${one.collectedAt}`,
      ),
    ],
    ['Cancer', [`${cancer.class}${cancer.bone ? ', bone' : ''}: ${cancer.codes.join(', ') || 'no code'}`]],
  ];
}

function historyBlocks({ context, history, audit }: RevealedAlert): readonly Block[] {
  return [
    [
      'Other results',
      context.map(
        ({ analyte, value, unit, collectedAt, rising }) =>
          `${analyteName(analyte)} ${value} ${unit}, collected ${collectedAt}${rising ? ', rising' : ''}`,
      ),
    ],
    [
      'Calcium of the last year',
      history.map(
        ({ at, analyte, comparator, value, unit, grade, level }) =>
          `${at} ${analyte} ${bound(comparator)}${value} ${unit}${grade === undefined ? '' : `, grade ${grade}`}${level === undefined ? '' : `, ${level}`}`,
      ),
    ],
    ['Seen and done', audit.map(({ at, name, did }) => `${at} ${did} by ${name}`)],
  ];
}

function pagedLines({ level, paging }: ExplainedAlert): readonly string[] {
  const { state, attempts, sms, steps, unansweredAt } = paging;
  if (state === 'none')
    return [`nobody: ${level === 'worklist' ? 'it is on the worklist' : 'there is nobody to page'}`];
  const tried = attempts > 1 ? [`${attempts} attempts`] : [];
  const carried = sms === undefined ? [] : [`${sms.delivered} SMS delivered, ${sms.failed} failed`];
  return [
    ...steps.map((step) => stepLine(step, steps.length)),
    ...tried,
    ...carried,
    ...(unansweredAt === undefined ? [] : [`operations are told at ${unansweredAt} if nobody has answered`]),
  ];
}

function stepLine({ step, state, at, contacts }: PagedStep, of: number): string {
  const when = at === undefined ? '' : ` ${at}`;
  return `step ${step} of ${of}: ${state}${when}: ${contacts.join(', ') || 'no contact takes this level'}`;
}

function answerLine({ acknowledgement }: ExplainedAlert): string {
  if (acknowledgement === null) return 'nobody has answered';
  const { state, by, at, reason, until } = acknowledgement;
  return `${state} ${at} by ${by}: ${reason}${until === undefined ? '' : ` until ${until}`}`;
}

const bound = (comparator: string): string => (comparator === '=' ? '' : comparator);
