export type KnownClass = 'active' | 'uncertain' | 'history';

/** What a code says of cancer, written down from the rules one by one; nothing = no cancer. */
export type CodeMeaning = {
  readonly code: string;
  /** As it is shown. */
  readonly shown: string;
  readonly class: KnownClass | undefined;
  readonly bone: boolean;
};

const icd10 = (code: string, shown: string, is: CodeMeaning['class'], bone = false): CodeMeaning => ({
  code,
  shown,
  class: is,
  bone,
});
const snomed = (code: string, is: CodeMeaning['class'], bone = false) => icd10(code, code, is, bone);

export const ICD10_CODES = [
  icd10('C50.9', 'C50.9', 'active'),
  icd10('c509', 'C50.9', 'active'),
  icd10('C90.00', 'C90.00', 'active', true),
  icd10('C79.51', 'C79.51', 'active', true),
  icd10('C7B.03', 'C7B.03', 'active', true),
  icd10('C44.91', 'C44.91', undefined),
  icd10('C44.92', 'C44.92', 'active'),
  icd10('D47.Z9', 'D47.Z9', 'active'),
  icd10('D47.2', 'D47.2', 'uncertain'),
  icd10('D48.9', 'D48.9', 'uncertain'),
  icd10('Z85.3', 'Z85.3', 'history'),
  icd10('C91.01', 'C91.01', 'history'),
  icd10('C90.01', 'C90.01', 'history', true),
  icd10('D05.1', 'D05.1', undefined),
  icd10('E83.5', 'E83.5', undefined),
] as const;

export const SNOMED_CODES = [
  snomed('363346000', 'active'),
  snomed('254837009', 'active'),
  snomed('94222008', 'active', true),
  snomed('109989006', 'active', true),
  snomed('277577000', 'uncertain'),
  snomed('266987004', 'history'),
  snomed('73211009', undefined),
] as const;

const MEANINGS = new Map<string, CodeMeaning>(
  [...ICD10_CODES, ...SNOMED_CODES].map((meaning) => [meaning.code, meaning]),
);

/** Undefined for what is no code at all. */
export const meaningOf = (code: string): CodeMeaning | undefined => MEANINGS.get(code);
