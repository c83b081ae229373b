import { expect, test } from 'vitest';
import { FLAGS, type Flag } from '../../../shared/clinical/flag.ts';
import { FLAG_MEANING } from '../../../shared/clinical/flag-meaning.ts';

/** What a reader must learn from the sentence of each flag, and what to do where there is something to do. */
const MUST_SAY: Readonly<Record<Flag, readonly RegExp[]>> = {
  ALBUMIN_MISSING: [/No albumin/, /uncorrected/, /may be higher/],
  BIRTH_DATE_DIFFERS: [/date of birth differs/, /check that it is this patient/],
  BONE: [/bone/, /does not say what raised the calcium/],
  CHARSET_GUESSED: [/guess/, /numbers do not/],
  CHECK_IONIZED: [/albumin is low/, /measure ionized calcium/],
  CHECK_SPECIMEN: [/implausibly/, /check the specimen and repeat/],
  DEFAULT_LIMIT: [/no usable upper limit/, /default limit was used/],
  DISCORDANT: [/total calcium is severe/, /ionized calcium .* is not raised/],
  LAB_CRITICAL_DISAGREES: [/laboratory flagged the value critical/, /below 3/],
  LATE: [/long after its collection/, /better or worse by now/],
  NO_PREVIOUS_RESULT: [/no previous result/, /recent enough/],
  PH_ADJUSTED: [/adjusted to pH 7\.4/],
  PRELIMINARY: [/preliminary/, /may still change/],
  PROVISIONAL: [/only if corrected with an older albumin/],
  REPORT_TIME: [/No time of collection/, /time of the report/],
  TIME_CLAMPED: [/in the future/, /time of receipt/],
  UNCERTAIN: [/albumin is too low/, /only ionized calcium will tell/],
};

test.each(FLAGS)('the sentence of %s says what a reader must know', (flag) => {
  for (const words of MUST_SAY[flag]) expect(FLAG_MEANING[flag]).toMatch(words);
});
