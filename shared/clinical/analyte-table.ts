import type { Analyte } from './fact.ts';

/** Whether a code reports mass (mg/dL) or substance (mmol/L) concentration. */
export type Property = 'mass' | 'substance';

/** The two kinds of calcium that are graded; they have their own limits and never mix in a history. */
export type CalciumKind = 'total' | 'ionized';

export type KnownAnalyte = {
  readonly loinc: string;
  readonly name: string;
  readonly analyte: Analyte;
  readonly property: Property | 'any';
  /** Whether a message is read because of it; the others are taken along from messages read anyway. */
  readonly watched: boolean;
};

type Group = Omit<KnownAnalyte, 'loinc'> & { readonly codes: readonly string[] };

const calcium = (analyte: Analyte, name: string, property: Group['property'], codes: readonly string[]) => ({
  analyte,
  name,
  property,
  codes,
  watched: true,
});
const marker = (analyte: Analyte, name: string, codes: readonly string[]): Group => ({
  analyte,
  name,
  property: 'any',
  codes,
  watched: true,
});
const context = (analyte: Analyte, name: string, codes: readonly string[]): Group => ({
  ...marker(analyte, name, codes),
  watched: false,
});

const GROUPS: readonly Group[] = [
  calcium('calcium-total', 'Calcium, total', 'mass', ['17861-6', '49765-1']),
  calcium('calcium-total', 'Calcium, total', 'substance', ['2000-8', '1996-8', '42857-3', '42593-4']),
  calcium('calcium-corrected', 'Calcium, corrected by the laboratory', 'mass', ['46099-8']),
  calcium('calcium-corrected', 'Calcium, corrected by the laboratory', 'substance', ['29265-6']),
  calcium('calcium-ionized', 'Calcium, ionized', 'substance', [
    '1995-0',
    '1994-3',
    '12180-6',
    '47596-2',
    '34581-9',
    '41645-3',
    '41644-6',
    '41646-1',
  ]),
  calcium('calcium-ionized', 'Calcium, ionized', 'mass', ['17863-2', '17864-0', '38230-9', '59470-5']),
  calcium('calcium-ionized-ph-adjusted', 'Calcium, ionized, adjusted to pH 7.4', 'substance', [
    '19072-8',
    '47598-8',
  ]),
  calcium('calcium-ionized-ph-adjusted', 'Calcium, ionized, adjusted to pH 7.4', 'mass', [
    '57333-7',
    '59473-9',
  ]),
  calcium('calcium-shown-only', 'Calcium, computed', 'any', ['13959-2']),
  calcium('calcium-shown-only', 'Calcium, corrected for total protein', 'any', [
    '18281-6',
    '34907-6',
    '35258-3',
    '47597-0',
  ]),
  calcium('calcium-shown-only', 'Calcium, after dialysis', 'any', ['51950-4', '59148-7']),
  {
    ...marker('albumin', 'Albumin', ['1751-7', '61151-7', '61152-5', '2862-1', '76631-1']),
    property: 'mass',
  },
  { ...marker('albumin', 'Albumin', ['54347-0', '62234-0', '62235-7']), property: 'substance' },
  marker('psa', 'PSA', ['2857-1', '35741-8']),
  marker('ca-15-3', 'CA 15-3', ['6875-9', '83083-6']),
  marker('ca-27-29', 'CA 27.29', ['17842-6']),
  marker('cea', 'CEA', ['2039-6', '83085-1']),
  marker('thyroglobulin', 'Thyroglobulin', ['3013-0']),
  marker('m-protein', 'M-protein', ['33358-3']),
  marker('pth', 'PTH', ['2731-8', '14866-8']),
  marker('pthrp', 'PTHrP', ['2729-2', '15087-0']),
  context('creatinine', 'Creatinine', ['2160-0', '14682-9', '38483-4']),
  context('egfr', 'eGFR', ['98979-8', '62238-1', '33914-3']),
  context('phosphate', 'Phosphate', ['2777-1', '14879-1']),
  context('alkaline-phosphatase', 'Alkaline phosphatase', ['6768-6']),
  context('vitamin-d', '25-OH vitamin D', ['1989-3', '62292-8']),
  context('potassium', 'Potassium', ['2823-3']),
];

const byLoinc = new Map<string, KnownAnalyte>(
  GROUPS.flatMap(({ codes, ...group }) => codes.map((loinc) => [loinc, { ...group, loinc }] as const)),
);

const EXCLUSIONS = [
  { why: 'urine', codes: ['17862-4', '2004-0'] },
  { why: '24 h urine', codes: ['6874-2', '14637-3', '18488-7', '25362-5'] },
  { why: 'ratio', codes: ['9321-1', '13717-4', '24518-3', '27037-1'] },
  { why: 'body fluid', codes: ['15155-5'] },
  { why: 'ionized, from a CRRT circuit, not from the patient', codes: ['83064-6'] },
  { why: 'fraction', codes: ['49935-0', '49936-8'] },
  {
    why: 'albumin of urine, by electrophoresis or as a ratio',
    codes: ['1754-1', '14957-5', '14338-8', '32294-1'],
  },
] as const;

const whyExcluded = new Map<string, string>(
  EXCLUSIONS.flatMap(({ why, codes }) => codes.map((loinc) => [loinc, why] as const)),
);

/** What a LOINC code measures, where it is on the allow-list. */
export function analyteOf(loinc: string): KnownAnalyte | undefined {
  return byLoinc.get(loinc);
}

const names = new Map<string, string>(GROUPS.map(({ analyte, name }) => [analyte, name]));

/** What a reader calls an analyte; a name that is none of ours stays as it is. */
export function analyteName(analyte: string): string {
  return names.get(analyte) ?? analyte;
}

/** Why a code that looks like one of ours is not: known, and left alone. */
export function exclusionOf(loinc: string): string | undefined {
  return whyExcluded.get(loinc);
}

/** Total holds what the laboratory measured or corrected. */
const CALCIUM_KINDS: ReadonlyMap<Analyte, CalciumKind> = new Map([
  ['calcium-total', 'total'],
  ['calcium-corrected', 'total'],
  ['calcium-ionized', 'ionized'],
  ['calcium-ionized-ph-adjusted', 'ionized'],
]);

/** Undefined = never graded. */
export function calciumKindOf(analyte: Analyte): CalciumKind | undefined {
  return CALCIUM_KINDS.get(analyte);
}
