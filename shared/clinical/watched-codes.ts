import { analyteOf, exclusionOf } from './analyte-table.ts';
import type { CodeMapEntry, FeedUnderstanding } from './code-map.ts';
import { isLoincSystem } from './loinc-code.ts';
import { namesCalcium } from './looks-like-calcium.ts';
import { codeMapOf, isWatchedLoinc } from './resolve-code.ts';

/** Whether a message is to be read because of this code, text and system of OBX-3 (any triplet). Asked of every OBX. */
export type IsWatchedCode = (code: string, text: string, system: string) => boolean;

/**
 * Calcium, albumin, tumour markers, PTH and PTHrP, by LOINC or by the feed's map, and whatever looks like calcium and
 * is not known. Context analytes and excluded codes are not watched.
 */
export function createWatchedCodes(feed: FeedUnderstanding): IsWatchedCode {
  const watchedByMap = new Map([...codeMapOf(feed)].map(([code, entries]) => [code, isWatchedBy(entries)]));
  return (code, text, system) => {
    const trimmed = code.trim();
    const known = analyteOf(trimmed);
    if (known?.watched === true) return true;
    if ((known !== undefined || exclusionOf(trimmed) !== undefined) && isLoincSystem(system)) return false;
    return watchedByMap.get(trimmed) ?? namesCalcium(trimmed, text);
  };
}

/** Undefined where the entries do not settle it: none of them is watched, and each is for one unit or system only. */
function isWatchedBy(entries: readonly CodeMapEntry[]): boolean | undefined {
  if (entries.some(({ loinc }) => isWatchedLoinc(loinc))) return true;
  const settled = entries.some(({ unit, system }) => unit === undefined && system === undefined);
  return settled ? false : undefined;
}
