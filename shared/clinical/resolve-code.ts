import { analyteOf, exclusionOf, type KnownAnalyte } from './analyte-table.ts';
import type { CodeMapEntry, FeedUnderstanding } from './code-map.ts';
import { loincIn } from './loinc-code.ts';
import { namesCalcium } from './looks-like-calcium.ts';
import type { ObservedText } from './understand.ts';
import { foldedUnit, unitNamed } from './unit-table.ts';

/** What OBX-3 stands for, in the light of the tables and of the feed's own map. */
export type ResolvedCode =
  | { readonly is: 'analyte'; readonly known: KnownAnalyte }
  | { readonly is: 'excluded'; readonly loinc: string }
  /** The map says what it is, and it is nothing of ours. */
  | { readonly is: 'mapped-elsewhere' }
  | { readonly is: 'unmapped-calcium'; readonly code: string }
  | { readonly is: 'unknown' };

type CodedText = ObservedText['codes'][number];

function knownLoinc(loinc: string): ResolvedCode | undefined {
  const known = analyteOf(loinc);
  if (known !== undefined) return { is: 'analyte', known };
  return exclusionOf(loinc) === undefined ? undefined : { is: 'excluded', loinc };
}

const indexes = new WeakMap<FeedUnderstanding, ReadonlyMap<string, readonly CodeMapEntry[]>>();

/** The feed's map by code; made once a feed. */
export function codeMapOf(feed: FeedUnderstanding): ReadonlyMap<string, readonly CodeMapEntry[]> {
  const made = indexes.get(feed);
  if (made !== undefined) return made;
  const index = new Map<string, CodeMapEntry[]>();
  for (const entry of feed.codes) {
    const code = entry.code.trim();
    index.set(code, [...(index.get(code) ?? []), entry]);
  }
  indexes.set(feed, index);
  return index;
}

function isSameSystem(entry: CodeMapEntry, { system }: CodedText): boolean {
  return entry.system === undefined || entry.system.trim().toUpperCase() === system.trim().toUpperCase();
}

function isSameUnit(entryUnit: string | undefined, units: ObservedText['units']): boolean {
  if (entryUnit === undefined) return true;
  const wanted = unitNamed(entryUnit);
  return units
    .flatMap(({ code, text }) => [code, text])
    .some((sent) =>
      wanted === undefined ? foldedUnit(sent) === foldedUnit(entryUnit) : unitNamed(sent) === wanted,
    );
}

const specificity = ({ unit, system }: CodeMapEntry) =>
  Number(unit !== undefined) * 2 + Number(system !== undefined);

type Mapped = { readonly entries: readonly CodeMapEntry[]; readonly fitting: CodeMapEntry | undefined };

function mapped(coded: CodedText, units: ObservedText['units'], feed: FeedUnderstanding): Mapped {
  const entries = (codeMapOf(feed).get(coded.code.trim()) ?? []).filter((entry) =>
    isSameSystem(entry, coded),
  );
  const [fitting] = entries
    .filter((entry) => isSameUnit(entry.unit, units))
    .sort((a, b) => specificity(b) - specificity(a));
  return { entries, fitting };
}

export const isWatchedLoinc = (loinc: string): boolean => analyteOf(loinc)?.watched === true;

/** A LOINC code of the tables in any triplet, else the feed's map, else a guess that it may be calcium. */
export function resolveCode(
  { codes, units }: Pick<ObservedText, 'codes' | 'units'>,
  feed: FeedUnderstanding,
): ResolvedCode {
  for (const coded of codes) {
    const loinc = loincIn(coded);
    const known = loinc === undefined ? undefined : knownLoinc(loinc);
    if (known !== undefined) return known;
  }
  const maps = codes.map((coded) => mapped(coded, units, feed));
  const [entry] = maps.flatMap(({ fitting }) => fitting ?? []);
  if (entry !== undefined) return knownLoinc(entry.loinc) ?? { is: 'mapped-elsewhere' };
  const isMappedInAnotherUnit = maps.some(({ entries }) =>
    entries.some(({ loinc }) => isWatchedLoinc(loinc)),
  );
  const looksLike = codes.some(({ code, text }) => namesCalcium(code, text));
  return isMappedInAnotherUnit || looksLike
    ? { is: 'unmapped-calcium', code: codeAsSent(codes) }
    : { is: 'unknown' };
}

const LONGEST_CODE = 60;

/** OBX-3 for operations: its first code, or its text where it has no code. */
export function codeAsSent(codes: ObservedText['codes']): string {
  const texts = codes.flatMap(({ code, text }) => [code.trim(), text.trim()]);
  return (texts.find((text) => text !== '') ?? '').slice(0, LONGEST_CODE);
}
