import { namesCalcium } from '../../../shared/clinical/looks-like-calcium.ts';
import { calciumConversion, unitNamed } from '../../../shared/clinical/unit-table.ts';

type Named = { readonly code: string; readonly name: string; readonly unit: string };

/** A word of its own; `CA 15-3`, `CA-125` and their like are tumour markers. */
const WORD = /(?:^|[^a-z0-9])i?ca(?:\+\+|2)?(?=$|[^a-z0-9])(?![ -]?(?:15|19|27|50|72|125|242))/;
/** Codes such as CAT, CATOT, CA_S, CACORR, IONCA. */
const CODE =
  /^(?:s-|p-|b-|u-)?(?:i|ion)?ca[-_ ]?(?:t|tot|total|s|ser|p|pl|cor|corr|adj|alb|ion|i|f|free)?\d?$/;

/**
 * Whether a code that the pipeline takes for nothing of ours may be calcium all the same, so that a person should look.
 * Wider than the pipeline's own guess, which it may be: it is asked once, before a feed goes live.
 */
export function mayBeCalcium({ code, name, unit }: Named): boolean {
  const [plainCode, plainName] = [folded(code), folded(name)];
  return isUnitOfCalcium(unit) && (WORD.test(plainName) || CODE.test(plainCode));
}

/** Crystals and stains. In a unit of calcium they are taken for calcium. */
const HOLDS_THE_WORD = /calcofluor\w*|calc\w* ox\w*/g;
/** "LDL (calc)", "Age calculated": said of what is worked out, whatever it is. */
const WORKED_OUT = /calculat\w*|\bcalc\b/g;
/** What is said of calcium itself: beside these words alone, `calc` is calcium. */
const SAID_OF_CALCIUM =
  /\b(?:total|serum|plasma|blood|ser|pl|s|p|b|ionized|ionised|free|corrected|corr|adjusted|adj|albumin|alb|level|result)\b/g;

/**
 * Whether a code of which the pipeline tells operations, because its name holds "calc", is nothing of calcium's. One that
 * has a range of calcium is never taken for such.
 */
export function isNamesake({ code, name, unit }: Named, hasRangeOfCalcium: boolean): boolean {
  if (hasRangeOfCalcium || (namesCalcium(code, '') && !/^\d+-\d$/.test(code))) return false;
  const text = folded(name);
  const isOther = text.search(HOLDS_THE_WORD) >= 0 && !isUnitOfCalcium(unit);
  const left = (isOther ? text.replaceAll(HOLDS_THE_WORD, 'x') : text).replaceAll(WORKED_OUT, '');
  if (left === text || namesCalcium('', left)) return false;
  return /[a-z]/.test(left.replaceAll(SAID_OF_CALCIUM, '')) && !WORD.test(left);
}

function isUnitOfCalcium(unit: string): boolean {
  const named = unitNamed(unit);
  return named !== undefined && calciumConversion(named) !== undefined;
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
