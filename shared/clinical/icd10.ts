import type { CancerClass, CancerClassification } from './cancer-class.ts';

/** Dot removed, upper case: 'c79.51' and 'C7951' are the same code. */
function icd10Code(text: string): string {
  return text.trim().toUpperCase().replaceAll('.', '');
}

/** A category is a letter, a digit and a digit or letter; what follows is left to the edition (CM, GM, AM). */
export function isIcd10Code(text: string): boolean {
  return /^[A-Z]\d[0-9A-Z]/.test(icd10Code(text));
}

/** As it is shown and compared, 'C79.51'; what is no such code as it came. */
export function icd10Text(text: string): string {
  const code = icd10Code(text);
  if (!isIcd10Code(code)) return text.trim();
  return code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
}

/** Chapter II of ICD-10: neoplasms of any behaviour. */
export function isNeoplasmCode(text: string): boolean {
  return /^(?:C\d[0-9A-Z]|D[0-4]\d)/.test(icd10Code(text));
}

const REMISSION_CATEGORIES = ['C90', 'C91', 'C92', 'C93', 'C94', 'C95'];
const BASAL_CELL_CATEGORY = 'C44';
/** Fifth character 1: basal cell carcinoma in C44, remission in C90-C95. */
const fifthIsOne = (code: string) => code.charAt(4) === '1';

const MALIGNANT = /^C(?:[0-8]\d|9[0-7]|4A|7A|7B)/;
const MALIGNANT_IN_D = ['D45', 'D46', 'D471', 'D473', 'D474', 'D479', 'D47Z'];
const UNCERTAIN = ['D37', 'D38', 'D39', 'D40', 'D41', 'D42', 'D43', 'D44', 'D472', 'D48', 'D49'];
/** All of them active cancers or in remission. */
const BONE = ['C40', 'C41', 'C795', 'C7B03', 'C90'];

const startsWithAny = (code: string, prefixes: readonly string[]) =>
  prefixes.some((prefix) => code.startsWith(prefix));

function classOf(code: string): CancerClass {
  if (code.startsWith('Z85')) return 'history';
  if (startsWithAny(code, UNCERTAIN)) return 'uncertain';
  if (startsWithAny(code, MALIGNANT_IN_D)) return 'active';
  if (!MALIGNANT.test(code)) return 'none';
  if (code.startsWith(BASAL_CELL_CATEGORY) && fifthIsOne(code)) return 'none';
  return startsWithAny(code, REMISSION_CATEGORIES) && fifthIsOne(code) ? 'history' : 'active';
}

/** ICD-10(-CM), dot optional, by prefix. In situ, benign and everything that is no tumour is not cancer. */
export function classifyIcd10(text: string): CancerClassification {
  const code = icd10Code(text);
  return { class: classOf(code), bone: startsWithAny(code, BONE) };
}
