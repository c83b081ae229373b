import type { CancerClassification } from './cancer-class.ts';
import type { Diagnosis } from './fact.ts';
import { classifyIcd10, icd10Text, isIcd10Code, isNeoplasmCode } from './icd10.ts';
import type { EpochMs } from './instant.ts';
import { classifySnomed } from './snomed-table.ts';

type StatedCode = { readonly code: string; readonly text: string; readonly system: string };

/** DG1 or PRB as text. Structurally the reader's DiagnosisSegment. */
export type StatedDiagnosis = {
  readonly segment: 'DG1' | 'PRB';
  readonly codes: readonly StatedCode[];
  readonly type: string;
  readonly actionCode: string;
  readonly identifier: string;
  readonly diagnosedAt: EpochMs | undefined;
};

type DiagnosisCode = Pick<Diagnosis, 'system' | 'code'>;

const SNOMED_SYSTEMS = new Set([
  'SCT',
  'SCT2',
  'SNOMED',
  'SNOMEDCT',
  '2.16.840.1.113883.6.96',
  'HTTP://SNOMED.INFO/SCT',
]);
const ICD10_SYSTEMS = new Set([
  '10',
  '2.16.840.1.113883.6.3',
  '2.16.840.1.113883.6.90',
  'HTTP://HL7.ORG/FHIR/SID/ICD10',
  'HTTP://HL7.ORG/FHIR/SID/ICD10CM',
]);
/** HL7 table 0396 (I10, I10C, I10G2006 …) and its spellings; the procedure coding systems are not diagnoses. */
const ICD10_NAME = /^(?:ICD10(?!PCS)|I10(?!P))/;

const foldedSystem = (system: string) => system.toUpperCase().replaceAll(/[\s_-]/g, '');

function isIcd10System(folded: string): boolean {
  return ICD10_SYSTEMS.has(folded) || ICD10_NAME.test(folded);
}

/** Without a system the shape decides: a SNOMED code of the table is all digits, an ICD-10 code begins with a letter. */
function diagnosisCode({ code, system }: StatedCode): DiagnosisCode | undefined {
  const folded = foldedSystem(system);
  const mayBeIcd10 = folded === '' || isIcd10System(folded);
  if (mayBeIcd10 && isIcd10Code(code)) return { system: 'icd-10', code: icd10Text(code) };
  const mayBeSnomed = SNOMED_SYSTEMS.has(folded) || (folded === '' && classifySnomed(code).class !== 'none');
  return mayBeSnomed ? { system: 'snomed-ct', code: code.trim() } : undefined;
}

/** Cancer class and bone flag of a diagnosis, whichever system its code is of. */
export function classifyDiagnosis({ system, code }: DiagnosisCode): CancerClassification {
  return system === 'icd-10' ? classifyIcd10(code) : classifySnomed(code);
}

const isCancer = (code: DiagnosisCode) => classifyDiagnosis(code).class !== 'none';
const isNeoplasm = (code: DiagnosisCode) =>
  isCancer(code) || (code.system === 'icd-10' && isNeoplasmCode(code.code));

/** DG1-6, HL7 table 0052. Empty or anything else counts at once, as a working diagnosis does. */
function diagnosisType(type: string): Diagnosis['type'] {
  const folded = type.trim().toUpperCase();
  if (folded === 'A' || folded === 'ADMITTING') return 'A';
  return folded === 'F' || folded === 'FINAL' ? 'F' : 'W';
}

/** DG1-21: HL7 table 0206; PRB-1: HL7 table 0287. */
const DELETION = { DG1: 'D', PRB: 'DE' } as const;

/**
 * A diagnosis as a fact, or undefined where it says nothing of cancer: of several codings the first that is a
 * cancer's. Other codes are kept only where they may replace an earlier statement: a tumour that is no cancer, or
 * one with an identifier of its own.
 */
export function diagnosisFrom(stated: StatedDiagnosis, sentAt: EpochMs): Diagnosis | undefined {
  const codes = stated.codes.flatMap((coded) => diagnosisCode(coded) ?? []);
  const identifier = stated.identifier.trim();
  const code = codes.find(isCancer) ?? codes.find(isNeoplasm) ?? (identifier === '' ? undefined : codes[0]);
  const removed = stated.actionCode.trim().toUpperCase() === DELETION[stated.segment];
  const named =
    code ?? (removed && identifier !== '' ? ({ system: 'icd-10', code: '' } as const) : undefined);
  if (named === undefined) return undefined;
  return {
    ...named,
    key: identifier === '' ? `${named.system} ${named.code}` : `id ${identifier}`,
    type: stated.segment === 'PRB' ? 'F' : diagnosisType(stated.type),
    removed,
    ...(stated.diagnosedAt === undefined ? {} : { diagnosedAt: stated.diagnosedAt }),
    sentAt,
  };
}
