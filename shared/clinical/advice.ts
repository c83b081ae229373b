import { analyteName } from './analyte-table.ts';
import type { Flag } from './flag.ts';
import { FLAG_MEANING } from './flag-meaning.ts';
import type { RaisedAlert } from './verdict.ts';

/** The part of an alert that its advice depends on. */
export type Advised = Pick<RaisedAlert, 'kind' | 'grade' | 'analyte' | 'flags' | 'context' | 'cancer'>;

/** What a signed-in reader is told beside an alert: sentences and list entries, never a diagnosis. */
export type Advice = {
  readonly headline: string;
  readonly redFlags: readonly string[];
  readonly ask: readonly string[];
  readonly confirm: readonly string[];
  readonly drugsRaisingCalcium: readonly string[];
  readonly drugsHarmingKidney: readonly string[];
  readonly harms: string;
  /** What the diagnosis and the context results call attention to. */
  readonly pointers: readonly string[];
  readonly flags: readonly { readonly flag: Flag; readonly meaning: string }[];
  readonly besideLaboratory: string;
};

const RED_FLAGS = [
  'Back pain with leg weakness, or with a change of bladder or bowel: possible spinal cord compression, an emergency whatever the calcium.',
  'Drowsiness or new confusion: the calcium itself may be clouding consciousness; see the patient now.',
];

const ASK = [
  'Thirst, and passing much urine',
  'Nausea or vomiting',
  'Constipation',
  'Confusion or drowsiness',
  'Weakness',
  'New bone pain',
];

const DRUGS_RAISING_CALCIUM = [
  'Thiazide diuretics',
  'Calcium, also in antacids',
  'Vitamin D and its analogues',
  'Vitamin A and other retinoids',
  'Lithium',
  'Teriparatide and its like',
];

const DRUGS_HARMING_KIDNEY = [
  'NSAIDs',
  'ACE inhibitors and angiotensin receptor blockers',
  'Diuretics, where fluid is lacking',
  'Aminoglycosides',
  'Cisplatin',
];

const HARMS = 'Hypercalcaemia harms the kidneys and can cloud consciousness, as far as coma.';

const BESIDE_LABORATORY = "This service adds to the laboratory's own critical call and never replaces it.";

const NOT_PROOF =
  'A raised calcium proves nothing about bone: about one in five patients with cancer and a raised calcium has no bone metastasis.';

const WHOSE: Readonly<Record<Advised['cancer']['class'], string>> = {
  active: 'a patient with cancer',
  history: 'a patient with a history of cancer',
  uncertain: 'a patient with a tumour of uncertain behaviour',
  none: 'a patient in whom no cancer is known any more',
};

function headlineOf({ kind, grade, cancer }: Advised): string {
  const alert = grade === 0 ? 'Calcium to review' : 'Raised calcium';
  const what = { alert, correction: 'Correction: calcium', retraction: 'Retraction: calcium' }[kind];
  return `${what} in ${WHOSE[cancer.class]}`;
}

const REPEAT_FLAGS: readonly Flag[] = ['CHECK_SPECIMEN', 'DISCORDANT', 'UNCERTAIN'];
const ALBUMIN_FLAGS: readonly Flag[] = ['ALBUMIN_MISSING', 'PROVISIONAL'];

function confirmOf({ analyte, flags }: Advised): readonly string[] {
  const has = (some: readonly Flag[]) => some.some((flag) => flags.includes(flag));
  return [
    ...(has(REPEAT_FLAGS) ? ['Repeat the calcium on a fresh specimen.'] : []),
    ...(has(['PRELIMINARY']) ? ['The final result: the laboratory may still change this one.'] : []),
    ...(has(ALBUMIN_FLAGS) ? ['Albumin, of the same specimen as the calcium.'] : []),
    analyte === 'calcium-ionized'
      ? 'Ionized calcium is what was measured here; repeat it where it does not fit the patient.'
      : 'Ionized calcium, which needs no correction.',
    'PTH, drawn while the calcium is raised: where it is not low, think of the parathyroid too.',
    'Creatinine and electrolytes, where they are not of today.',
    'None of this need delay seeing a patient who is unwell.',
  ];
}

/** ICD-10 categories of the cancers that most often spread to bone; bone itself and myeloma have the flag BONE. */
const LIKELY_TO_REACH_BONE: ReadonlyMap<string, string> = new Map([
  ['C34', 'lung'],
  ['C50', 'breast'],
  ['C61', 'prostate'],
  ['C64', 'kidney'],
  ['C73', 'thyroid'],
]);

const MARKERS = ['psa', 'ca-15-3', 'ca-27-29', 'cea', 'thyroglobulin', 'm-protein'];

function risingPointer(analyte: string): readonly string[] {
  if (MARKERS.includes(analyte))
    return [
      `${analyteName(analyte)} has risen: a rising marker may mean wider bone disease; it does not prove it.`,
    ];
  if (analyte === 'creatinine')
    return ['Creatinine has risen since the result before: the kidney is what hypercalcaemia harms.'];
  return [];
}

function pointersOf({ cancer, context }: Advised): readonly string[] {
  const sites = new Set(cancer.codes.flatMap((code) => LIKELY_TO_REACH_BONE.get(code.slice(0, 3)) ?? []));
  return [
    ...[...sites].map((site) => `Cancer of the ${site} is likely to spread to bone: ask about bone pain.`),
    NOT_PROOF,
    ...context.filter(({ rising }) => rising).flatMap(({ analyte }) => risingPointer(analyte)),
  ];
}

/** Pure: the same judgement, the same words. */
export function adviceOn(alert: Advised): Advice {
  return {
    headline: headlineOf(alert),
    redFlags: RED_FLAGS,
    ask: ASK,
    confirm: confirmOf(alert),
    drugsRaisingCalcium: DRUGS_RAISING_CALCIUM,
    drugsHarmingKidney: DRUGS_HARMING_KIDNEY,
    harms: HARMS,
    pointers: pointersOf(alert),
    flags: alert.flags.map((flag) => ({ flag, meaning: FLAG_MEANING[flag] })),
    besideLaboratory: BESIDE_LABORATORY,
  };
}
