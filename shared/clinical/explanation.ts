import { epochMs, isoInstant } from './instant.ts';
import type { DrawJudgement, Reason } from './verdict.ts';

/** Reads one value of a reason; what is missing reads as empty. */
type Read = (name: string) => string;
type Sentence = (read: Read) => string;

const LAST_INSTANT = 8_640_000_000_000_000;

function instantText(text: string): string {
  const at = Number(text);
  return text !== '' && Math.abs(at) <= LAST_INSTANT ? isoInstant(epochMs(at)) : 'an unknown time';
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['calcium-total', 'Total calcium'],
  ['calcium-corrected', "Calcium as the laboratory's own correction gives it"],
  ['calcium-ionized', 'Ionized calcium'],
  ['calcium-ionized-ph-adjusted', 'Ionized calcium adjusted to pH 7.4'],
]);

const BASES: ReadonlyMap<string, string> = new Map([
  ['ionized', 'the ionized calcium'],
  ['lab-corrected', "the laboratory's corrected calcium"],
  ['computed', 'the calcium corrected by the Payne formula'],
  ['uncorrected', 'the uncorrected total calcium'],
]);

const PAYNE_USES: ReadonlyMap<string, string> = new Map([
  ['computed', 'this is graded'],
  ['ionized', 'shown only, the ionized calcium is graded'],
  ['provisional', 'shown only, the albumin is older than the correction allows'],
  ['uncorrected', 'shown only, the albumin is too low for the formula'],
]);

const CAPS: ReadonlyMap<string, string> = new Map([
  ['child', 'the patient was a child'],
  ['unconfirmed', 'the diagnosis is an unconfirmed admitting one'],
  ['history', 'cancer is in the history only'],
  ['uncertain', 'the tumour is of uncertain behaviour'],
]);

const RULES: ReadonlyMap<string, string> = new Map([
  ['R2', 'an episode begins'],
  ['R3', 'the level is above everything alerted in this episode'],
  ['R6', 'the calcium is still raised long after the last alert'],
  ['R8', 'a rise below the limit'],
  ['R9', 'a steady rise towards the limit'],
  ['R13', 'higher than alerted, but too late to page'],
  ['LAB_CRITICAL', 'the laboratory holds it critical'],
  ['PROVISIONAL', 'an older albumin would put it above the limit'],
  ['DISCORDANT', 'total and ionized calcium contradict each other'],
  ['ALBUMIN_HIGH', 'a high albumin explains the total'],
]);

const TOO_LATE: ReadonlyMap<string, string> = new Map([
  ['older', ', and a newer draw had been judged'],
  ['imported', ', and it came by an import'],
  ['raised-later', ', and only a result received after it makes it so severe'],
]);

const at = (read: Read) => instantText(read('at'));
const valueAt = (read: Read) => `${read('value')} ${read('unit')} of ${at(read)}`;
const bound = (comparator: string) => (comparator === '=' ? '' : comparator);
const bounded = (read: Read) => `${bound(read('comparator'))}${read('value')}`;

function gradeSentence(read: Read): string {
  const graded = `${BASES.get(read('basis')) ?? 'the calcium'}, ${bounded(read)} ${read('unit')}`;
  return read('grade') === '0'
    ? `Graded is ${graded}: not above the limit of ${read('limit')} ${read('unit')}.`
    : `Graded is ${graded}: lab grade ${read('grade')} (CTCAE v5.0), limit ${read('limit')} ${read('unit')}.`;
}

const SENTENCES: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  [
    'VALUE',
    (read) =>
      `${NAMES.get(read('analyte')) ?? 'Calcium'} ${bounded(read)} ${read('unit')}, collected ${at(read)}.`,
  ],
  [
    'PAYNE',
    (read) =>
      `Corrected for albumin ${bound(read('albuminComparator'))}${read('albumin')} g/L of ${instantText(read('albuminAt'))} (Payne): ${read('total')} + ${read('factor')} × (${read('pivot')} − ${read('albumin')}) = ${read('corrected')} ${read('unit')}; ${PAYNE_USES.get(read('use')) ?? 'shown only'}.`,
  ],
  ['GRADE', gradeSentence],
  [
    'ALBUMIN_MISSING',
    (read) => `No albumin within ${read('hours')} h: the uncorrected total counts as a floor.`,
  ],
  ['UNCERTAIN', (read) => `The albumin is below ${read('below')} g/L, where no correction is reliable.`],
  ['CHECK_IONIZED', (read) => `The albumin is below ${read('below')} g/L: measure ionized calcium.`],
  ['PH_ADJUSTED', () => 'Only an ionized calcium adjusted to pH 7.4 was sent.'],
  ['PRELIMINARY', () => 'The result is preliminary.'],
  [
    'R11',
    (read) => `There is no previous result of this kind within ${read('days')} days to compare it with.`,
  ],
  ['RECENT_LOWEST', (read) => `The lowest of the last ${read('days')} days was ${valueAt(read)}.`],
  ['MEDIAN', (read) => `The median of ${read('from')} to ${read('to')} days before was ${valueAt(read)}.`],
  ['R5', (read) => `It has risen rapidly since ${valueAt(read)} (R5): urgent where it would be routine.`],
  ['R7', (read) => `It begins an episode within ${read('days')} days of a severe one (R7): one level up.`],
  ['R12', (read) => `It differs implausibly from ${valueAt(read)} (R12): check the specimen.`],
  ['R8', (read) => `Below the limit, it has risen rapidly since ${valueAt(read)} (R8).`],
  ['R9', (read) => `It has risen steadily towards the limit since ${valueAt(read)} (R9).`],
  ['PROVISIONAL', () => 'With an older albumin it would be above the limit.'],
  [
    'DISCORDANT',
    (read) => `The total calcium (${read('value')} ${read('unit')}) is severe, the ionized is not raised.`,
  ],
  ['ALBUMIN_HIGH', () => 'The total is above the limit, the corrected value is not: the albumin is high.'],
  ['LAB_CRITICAL', () => 'It is not above the limit, but the laboratory holds it critical.'],
  ['LAB_CRITICAL_FLAG', () => 'The laboratory flagged it critical (OBX-8 HH or AA).'],
  ['CAPPED', (read) => `Worklist instead of ${read('from')}, because ${CAPS.get(read('why')) ?? ''}.`],
  ['NO_CANCER_KNOWN', () => 'No cancer was known when it could have been judged: history only.'],
  ['LEVEL', (read) => `Level: ${read('level')}.`],
  ['PRELIMINARY_ONLY', () => 'A preliminary result alerts only when critical.'],
  ['LATE', (read) => `It could be judged only more than ${read('hours')} h after it was collected.`],
  ['R4', () => 'No alert: the episode has been alerted at this level or above (R4).'],
  [
    'R13',
    (read) =>
      `No page: it could be judged only ${read('hours')} h or more after it was collected${TOO_LATE.get(read('why')) ?? ''} (R13).`,
  ],
  ['LISTED_ALREADY', () => 'No entry: the worklist holds one for the same reason.'],
  [
    'ALERT',
    (read) =>
      `Alert at level ${read('level')}: ${RULES.get(read('rule')) ?? read('rule')} (${read('rule')}).`,
  ],
  ['TOGETHER', (read) => `Other draws judged together with it: ${read('others')}.`],
  [
    'NOTICE',
    (read) =>
      read('to') === 'none'
        ? `${read('kind') === 'retraction' ? 'Retraction' : 'Correction'}: the ${read('from')} alert no longer stands.`
        : `Correction: the ${read('from')} alert now stands as ${read('to')}.`,
  ],
]);

function sentence({ code, values }: Reason): string {
  const known = new Map(Object.entries(values));
  return SENTENCES.get(code)?.((name) => known.get(name) ?? '') ?? code;
}

/** A judgement's reasoning in plain sentences, for a signed-in reader: it holds values. */
export function renderExplanation({ reasons }: Pick<DrawJudgement, 'reasons'>): readonly string[] {
  return reasons.map(sentence);
}
