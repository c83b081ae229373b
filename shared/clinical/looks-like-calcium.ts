import { compare, decimal, multiply } from './decimal.ts';
import type { ReadingPolicy } from './reading-policy.ts';
import type { ReferenceRange } from './reference-range.ts';
import type { ObservedUnit } from './unit-table.ts';
import { isUpperLimitOfCalcium } from './upper-limit.ts';

/**
 * How names of calcium begin, in plain letters: its labels on Wikidata (Q706) in the languages of Europe and in those
 * that LOINC is translated into, and its ion.
 */
const NAMES: readonly string[] = [
  'calc[ie]', // English, Dutch, Danish, French, Italian, Spanish, Catalan, Galician, Portuguese, Romanian
  'cailc', // Irish
  'calsi', // Welsh
  'kalc', // Albanian, Bosnian, Croatian, Czech, Hungarian, Latvian, Lithuanian, Maltese, Serbian, Slovene, Swedish
  'kalz', // German, Luxembourgish
  'kalsi', // Azerbaijani, Breton, Faroese, Finnish, Icelandic, Norwegian, Turkish
  'kaltsi', // Estonian
  'kaltzi', // Basque
  'wapn', // Polish
  'vapnik', // Czech, Slovak
  'кальц', // Russian, Ukrainian, Belarusian
  'калц', // Bulgarian, Macedonian, Serbian
  'ασβεστ', // Greek
  'կալցի', // Armenian
  'კალცი', // Georgian
  'סידן', // Hebrew
  'كالسيوم', // Arabic
  '[钙鈣](?!素)', // Chinese; with 素 it is calcitonin
  'カルシウム', // Japanese
  '칼슘', // Korean
  'ca ?\\(?2\\+',
  'ca\\+\\+',
];
/** Other words that begin so: calculated, calcolato; calcitonin, calcitriol, calcidiol, calcifediol. */
const OTHER_WORDS = '(?:[ck]al|каль?)(?:[csz]|t[sz]|ц)(?:[ou]l|[iyиы](?:ton|tr|di|fed|тон|тр|ди|фед))';

const PLAIN = /^[ -~]*$/;

/** Any of the beginnings, but of no other word. `i` knows the capitals of every alphabet. */
function beginning(...beginnings: readonly string[]): RegExp {
  return new RegExp(`(?!${OTHER_WORDS})(?:${beginnings.map(plainLetters).join('|')})`, 'iu');
}
const CALCIUM = beginning('calc', ...NAMES);
/** The whole code, or how it begins; `CA` in a text is no calcium, it is California too. */
const CALCIUM_CODE = beginning('^(?:ca|ica|cai)$', '^calc', ...NAMES);

/** What laboratories work out, and mark as such by `calc` or `calcd` alone: "LDL (calc)". */
const WORKED_OUT = /ldl|hdl|chol|gfr|osmo|anion|glob|bicarb|hco3|satur|testost/i;
const CALCIUM_BESIDE = beginning('calc(?!d?(?!\\p{L}))', ...NAMES);

/**
 * Whether a code that nobody mapped, or its text, looks like calcium, in any case and with or without accents. Errs
 * towards yes: operations are asked once.
 */
export function namesCalcium(code: string, text: string): boolean {
  const name = plainLetters(text);
  const isNamed = CALCIUM.test(name) && (!WORKED_OUT.test(name) || CALCIUM_BESIDE.test(name));
  return isNamed || CALCIUM_CODE.test(plainLetters(code).trim());
}

/** Without accents; none of them wide, narrow or raised. Nearly all are so as they come, and this is asked of every OBX. */
function plainLetters(text: string): string {
  return PLAIN.test(text) ? text : text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
}

/**
 * Whether unit and range are a calcium's: an upper bound where its limits lie, and a lower bound, when sent, as near
 * to the upper one as calcium's is (potassium's 3.5-5.1 mEq/L is not).
 */
export function measuresLikeCalcium(
  unit: ObservedUnit,
  range: ReferenceRange,
  policy: ReadingPolicy,
): boolean {
  if (unit.is !== 'unit' || range.upper === undefined) return false;
  if (!isUpperLimitOfCalcium(range.upper, unit.unit, policy)) return false;
  const lowestLower = multiply(range.upper, decimal(policy.calciumLowerBoundShare));
  return range.lower === undefined || compare(range.lower, lowestLower) >= 0;
}
