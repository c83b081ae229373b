/** How a laboratory sends one test: OBX-3, OBX-6, OBX-7, and what healthy people show. */
export type Test = {
  readonly name: TestName;
  /** OBX-3 as its components. */
  readonly code: readonly string[];
  readonly unit: string;
  readonly range: string;
  readonly mean: number;
  readonly spread: number;
  readonly decimals: number;
};

export type TestName =
  | 'sodium'
  | 'potassium'
  | 'chloride'
  | 'bicarbonate'
  | 'glucose'
  | 'urea'
  | 'creatinine'
  | 'egfr'
  | 'calcium'
  | 'calcium-corrected'
  | 'calcium-ionized'
  | 'phosphate'
  | 'protein'
  | 'albumin'
  | 'bilirubin'
  | 'alp'
  | 'alt'
  | 'ast'
  | 'leukocytes'
  | 'erythrocytes'
  | 'haemoglobin'
  | 'haematocrit'
  | 'mcv'
  | 'platelets'
  | 'crp'
  | 'tsh'
  | 'inr'
  | 'hba1c';

export type Laboratory = {
  /** The feed's id in the sample configuration. */
  readonly feed: 'riverside' | 'northmoor';
  readonly application: string;
  /** MSH-4 and the authority of its patient identifiers. */
  readonly facility: string;
  readonly timeZone: string;
  /** Whether MSH-7 carries an offset. */
  readonly sendsOffset: boolean;
  readonly tests: ReadonlyMap<TestName, Test>;
  readonly metabolicPanel: readonly TestName[];
};

type Row = readonly [TestName, string, string, string, string, number, number, number];

function tests(system: string, rows: readonly Row[]): ReadonlyMap<TestName, Test> {
  return new Map(
    rows.map(([name, code, text, unit, range, mean, spread, decimals]) => [
      name,
      { name, code: [code, text, system], unit, range, mean, spread, decimals },
    ]),
  );
}

function withLocalCode(all: ReadonlyMap<TestName, Test>, name: TestName, local: readonly string[]) {
  const test = all.get(name);
  return test === undefined ? all : new Map(all).set(name, { ...test, code: [...test.code, ...local] });
}

const riversideTests = withLocalCode(
  tests('LN', [
    ['sodium', '2951-2', 'Sodium', 'mmol/L', '135-145', 140, 2, 0],
    ['potassium', '2823-3', 'Potassium', 'mmol/L', '3.5-5.1', 4.2, 0.3, 1],
    ['chloride', '2075-0', 'Chloride', 'mmol/L', '98-107', 102, 2, 0],
    ['bicarbonate', '2028-9', 'Carbon dioxide', 'mmol/L', '22-29', 25, 1.5, 0],
    ['glucose', '2345-7', 'Glucose', 'mg/dL', '70-99', 96, 12, 0],
    ['urea', '3094-0', 'Urea nitrogen', 'mg/dL', '7-20', 15, 4, 0],
    ['creatinine', '2160-0', 'Creatinine', 'mg/dL', '0.6-1.2', 0.9, 0.15, 2],
    ['egfr', '98979-8', 'eGFR (CKD-EPI 2021)', 'mL/min/{1.73_m2}', '>60', 82, 10, 0],
    ['calcium', '17861-6', 'Calcium', 'mg/dL', '8.6-10.5', 9.4, 0.2, 1],
    ['calcium-ionized', '1995-0', 'Calcium ionized', 'mmol/L', '1.15-1.30', 1.22, 0.03, 2],
    ['phosphate', '2777-1', 'Phosphate', 'mg/dL', '2.5-4.5', 3.4, 0.4, 1],
    ['protein', '2885-2', 'Protein', 'g/dL', '6.0-8.3', 7.1, 0.3, 1],
    ['albumin', '1751-7', 'Albumin', 'g/dL', '3.5-5.0', 4.1, 0.1, 1],
    ['bilirubin', '1975-2', 'Bilirubin', 'mg/dL', '0.1-1.2', 0.6, 0.2, 1],
    ['alp', '6768-6', 'Alkaline phosphatase', 'U/L', '40-129', 78, 15, 0],
    ['alt', '1742-6', 'ALT', 'U/L', '7-56', 25, 8, 0],
    ['ast', '1920-8', 'AST', 'U/L', '10-40', 24, 6, 0],
    ['leukocytes', '6690-2', 'Leukocytes', '10*3/uL', '4.0-11.0', 7, 1.5, 1],
    ['erythrocytes', '789-8', 'Erythrocytes', '10*6/uL', '4.2-5.9', 4.7, 0.4, 2],
    ['haemoglobin', '718-7', 'Hemoglobin', 'g/dL', '12.0-17.0', 13.6, 1, 1],
    ['haematocrit', '4544-3', 'Hematocrit', '%', '36-50', 41, 3, 1],
    ['mcv', '787-2', 'MCV', 'fL', '80-100', 90, 4, 1],
    ['platelets', '777-3', 'Platelets', '10*3/uL', '150-400', 250, 40, 0],
    ['crp', '1988-5', 'C reactive protein', 'mg/L', '<5', 3, 1, 1],
    ['tsh', '3016-3', 'TSH', 'm[IU]/L', '0.4-4.0', 2, 0.5, 2],
    ['inr', '6301-6', 'INR', '1', '0.8-1.2', 1, 0.1, 1],
    ['hba1c', '4548-4', 'Hemoglobin A1c', '%', '<5.7', 5.5, 0.3, 1],
  ]),
  'calcium',
  ['CALC', 'CALCIUM TOTAL', 'RIVLAB'],
);

const northmoorTests = tests('NMLAB', [
  ['sodium', 'SOD', 'Sodium', 'mmol/L', '133-146', 140, 2, 0],
  ['potassium', 'POT', 'Potassium', 'mmol/L', '3.5-5.3', 4.3, 0.3, 1],
  ['chloride', 'CHL', 'Chloride', 'mmol/L', '95-108', 102, 2, 0],
  ['bicarbonate', 'BIC', 'Bicarbonate', 'mmol/L', '22-29', 25, 1.5, 0],
  ['urea', 'URE', 'Urea', 'mmol/L', '2.5-7.8', 5.2, 1.2, 1],
  ['creatinine', 'CREA', 'Creatinine', 'umol/L', '45-110', 76, 12, 0],
  ['calcium', 'CAL', 'Calcium', 'mmol/L', '2.20-2.60', 2.36, 0.04, 2],
  ['calcium-corrected', 'CA-ALB', 'Adjusted calcium', 'mmol/L', '2.20-2.60', 2.36, 0.04, 2],
  ['calcium-ionized', 'CAI', 'Ionised calcium', 'mmol/L', '1.15-1.30', 1.22, 0.03, 2],
  ['phosphate', 'PHOS', 'Phosphate', 'mmol/L', '0.80-1.50', 1.1, 0.15, 2],
  ['protein', 'PROT', 'Total protein', 'g/L', '60-80', 70, 3, 0],
  ['albumin', 'ALB', 'Albumin', 'g/L', '35-50', 41, 1, 0],
  ['bilirubin', 'BILI', 'Bilirubin', 'umol/L', '<21', 9, 3, 0],
  ['alp', 'ALKP', 'Alkaline phosphatase', 'U/L', '30-130', 78, 15, 0],
  ['alt', 'ALTS', 'ALT', 'U/L', '<41', 24, 6, 0],
  ['leukocytes', 'WCC', 'White cells', '10*9/L', '4.0-11.0', 7, 1.5, 1],
  ['erythrocytes', 'RCC', 'Red cells', '10*12/L', '4.2-5.9', 4.7, 0.4, 2],
  ['haemoglobin', 'HB', 'Haemoglobin', 'g/L', '120-170', 136, 10, 0],
  ['haematocrit', 'HCT', 'Haematocrit', 'L/L', '0.36-0.50', 0.41, 0.03, 2],
  ['mcv', 'MCV', 'MCV', 'fL', '80-100', 90, 4, 0],
  ['platelets', 'PLT', 'Platelets', '10*9/L', '150-400', 250, 40, 0],
  ['crp', 'CRP', 'C-reactive protein', 'mg/L', '<5', 3, 1, 0],
  ['tsh', 'TSH', 'TSH', 'mU/L', '0.4-4.0', 2, 0.5, 2],
  ['inr', 'INR', 'INR', 'ratio', '0.8-1.2', 1, 0.1, 1],
  ['hba1c', 'A1C', 'HbA1c', 'mmol/mol', '<42', 37, 3, 0],
]);

/** A laboratory that sends LOINC codes with its own as alternates, calcium in mg/dL, times with an offset. */
export const RIVERSIDE: Laboratory = {
  feed: 'riverside',
  application: 'RIVLIS',
  facility: 'RIVERSIDE',
  timeZone: 'America/New_York',
  sendsOffset: true,
  tests: riversideTests,
  metabolicPanel: [
    'sodium',
    'potassium',
    'chloride',
    'bicarbonate',
    'glucose',
    'urea',
    'creatinine',
    'egfr',
    'calcium',
    'protein',
    'albumin',
    'bilirubin',
    'alp',
    'alt',
    'ast',
  ],
};

/** A laboratory that sends only its own codes, mapped in the feed; calcium in mmol/L, times without an offset. */
export const NORTHMOOR: Laboratory = {
  feed: 'northmoor',
  application: 'NMLIMS',
  facility: 'NORTHMOOR',
  timeZone: 'Europe/London',
  sendsOffset: false,
  tests: northmoorTests,
  metabolicPanel: [
    'sodium',
    'potassium',
    'chloride',
    'bicarbonate',
    'urea',
    'creatinine',
    'calcium',
    'phosphate',
    'protein',
    'albumin',
    'bilirubin',
    'alp',
    'alt',
  ],
};

export const BLOOD_COUNT: readonly TestName[] = [
  'leukocytes',
  'erythrocytes',
  'haemoglobin',
  'haematocrit',
  'mcv',
  'platelets',
];

/** One test of `laboratory` by name; every laboratory here sends all that the stories use. */
export function testOf(laboratory: Laboratory, name: TestName): Test {
  const test = laboratory.tests.get(name);
  if (test === undefined) {
    throw new RangeError(`${laboratory.facility} has no test "${name}"`);
  }
  return test;
}
