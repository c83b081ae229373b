import { analyteOf } from '../../shared/clinical/analyte-table.ts';
import { isLoincSystem } from '../../shared/clinical/loinc-code.ts';
import { measuresLikeCalcium } from '../../shared/clinical/looks-like-calcium.ts';
import type { Policy } from '../../shared/clinical/policy.ts';
import { readReferenceRange } from '../../shared/clinical/reference-range.ts';
import { observedUnit } from '../../shared/clinical/unit-table.ts';
import { createWatchedCodes } from '../../shared/clinical/watched-codes.ts';
import type { IsWatchedCode } from '../../shared/hl7/scan.ts';
import type { Feed } from '../../shared/runtime/config.ts';

const known = new WeakMap<Feed, IsWatchedCode>();

/** What to look for in messages of a feed: watched codes, and what is measured as calcium is. Made once a feed. */
export function watchedCodesOf(feed: Feed, policy: Policy): IsWatchedCode {
  const made = known.get(feed) ?? createWatched(feed, policy);
  known.set(feed, made);
  return made;
}

function createWatched({ understanding }: Feed, policy: Policy): IsWatchedCode {
  const byCode = createWatchedCodes(understanding);
  const byMeasure = createMeasuredLikeCalcium(understanding.decimalComma, policy);
  return (code, text, unit, range, system) => {
    if (byCode(code, text, system)) return true;
    if (range === '' || !byMeasure(unit, range)) return false;
    return analyteOf(code) === undefined || !isLoincSystem(system);
  };
}

/** Laboratories send few pairs of unit and range, each thousands of times; what is sent to fill it is not kept. */
const MOST_PAIRS = 10_000;

function createMeasuredLikeCalcium(decimalComma: boolean, { reading }: Policy) {
  const answers = new Map<string, boolean>();
  return (unit: string, range: string): boolean => {
    const pair = `${unit}\r${range}`;
    const answered = answers.get(pair);
    if (answered !== undefined) return answered;
    const answer = measuresLikeCalcium(
      observedUnit([{ code: unit, text: '' }]),
      readReferenceRange(range, decimalComma),
      reading,
    );
    if (answers.size < MOST_PAIRS) answers.set(pair, answer);
    return answer;
  };
}
