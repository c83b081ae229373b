import { analyteName, analyteOf, exclusionOf } from '../../../shared/clinical/analyte-table.ts';
import type { EpochMs } from '../../../shared/clinical/instant.ts';
import { measuresLikeCalcium } from '../../../shared/clinical/looks-like-calcium.ts';
import type { Policy } from '../../../shared/clinical/policy.ts';
import { readReferenceRange } from '../../../shared/clinical/reference-range.ts';
import { codeMapOf } from '../../../shared/clinical/resolve-code.ts';
import { observedUnit } from '../../../shared/clinical/unit-table.ts';
import type { Observation } from '../../../shared/hl7/message.ts';
import type { Feed } from '../../../shared/runtime/config.ts';
import type { Examined, ExaminedObservation, SeenCode } from './examine.ts';
import { mayBeCalcium } from './may-be-calcium.ts';
import { type Counted, createTally, type Tally } from './tally.ts';

/** A code of the feed and what it stands for. */
export type CodeRow = {
  /** The first code of OBX-3; empty where there is but a name. */
  readonly code: string;
  readonly name: string;
  readonly system: string;
  readonly loinc: string;
  /** What the LOINC code measures; for one that is left alone, why. */
  readonly stands: string;
  readonly as: 'LOINC as sent' | "the feed's map" | 'left alone';
  readonly count: number;
  readonly units: readonly Counted[];
  readonly ranges: readonly Counted[];
  readonly statuses: readonly Counted[];
  readonly valueTypes: readonly Counted[];
  /** Of calcium: how often OBX-7 gave no limit and the policy's default stood in. */
  readonly defaultLimits: number;
  /** Values set aside, by reason. */
  readonly setAside: readonly Counted[];
};

/** A code that looks like calcium and is not mapped, in one unit. `sample` holds a value and never leaves memory. */
export type UnmappedCode = {
  readonly code: string;
  readonly name: string;
  readonly system: string;
  readonly unit: string;
  readonly count: number;
  readonly ranges: readonly Counted[];
  /** Unit and range of the first one are a calcium's. */
  readonly hasRangeOfCalcium: boolean;
  readonly where: string;
  readonly sample: { readonly observation: Observation; readonly receivedAt: EpochMs };
};

/** A code that nothing reads. */
export type OtherCode = {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly range: string;
  readonly count: number;
  /** Written as calcium is in some place, yet nothing that the pipeline knows. */
  readonly mayBeCalcium: boolean;
};

export type CodesReport = {
  readonly known: readonly CodeRow[];
  readonly unmapped: readonly UnmappedCode[];
  readonly others: readonly OtherCode[];
  /** More different codes than are kept: the list of others is not all. */
  readonly truncated: boolean;
};

export type Codes = {
  readonly add: (examined: Examined, where: string) => void;
  readonly report: () => CodesReport;
};

const MOST_ROWS = 5_000;

type Row = Omit<
  CodeRow,
  'count' | 'units' | 'ranges' | 'statuses' | 'valueTypes' | 'setAside' | 'defaultLimits'
> & {
  readonly units: Tally;
  readonly ranges: Tally;
  readonly statuses: Tally;
  readonly valueTypes: Tally;
  readonly setAside: Tally;
  defaultLimits: number;
};
type Unmapped = Omit<UnmappedCode, 'count' | 'ranges'> & { readonly ranges: Tally };
type Other = Omit<OtherCode, 'count' | 'mayBeCalcium'> & { count: number };

export function createCodes(policy: Policy): Codes {
  const rows = new Map<string, Row>();
  const unmapped = new Map<string, Unmapped>();
  const others = new Map<string, Other>();
  let truncated = false;

  function kept<Of>(map: Map<string, Of>, key: string, make: () => Of): Of | undefined {
    const found = map.get(key);
    if (found !== undefined) return found;
    if (map.size >= MOST_ROWS) {
      truncated = true;
      return undefined;
    }
    const made = make();
    map.set(key, made);
    return made;
  }

  function addKnown({ observation, understood }: ExaminedObservation, loinc: string): void {
    const named = nameOf(observation);
    const row = kept(rows, JSON.stringify([named.code, named.system, loinc]), () =>
      newRow(named, loinc, observation),
    );
    if (row === undefined) return;
    row.units.add(unitOf(observation));
    row.ranges.add(observation.referenceRange || '(empty)');
    row.statuses.add(observation.status || observation.orderStatus || '(empty)');
    row.valueTypes.add(observation.valueType || '(empty)');
    if (understood.is === 'value-quarantined') row.setAside.add(understood.reason);
    if (understood.is === 'result' && understood.result.flags.includes('DEFAULT_LIMIT'))
      row.defaultLimits += 1;
  }

  function addUnmapped({ observation }: ExaminedObservation, receivedAt: EpochMs, where: string): void {
    const named = nameOf(observation);
    const unit = unitOf(observation);
    const row = kept(unmapped, JSON.stringify([named.code, named.system, unit]), () => ({
      ...{ ...named, unit, where, hasRangeOfCalcium: hasRangeOfCalcium(observation, policy) },
      sample: { observation, receivedAt },
      ranges: createTally(),
    }));
    row?.ranges.add(observation.referenceRange || '(empty)');
  }

  function addOther({ code, text, unit, range }: SeenCode, { understanding }: Feed): void {
    if (analyteOf(code) !== undefined || exclusionOf(code) !== undefined) return;
    if (codeMapOf(understanding).has(code.trim())) return;
    const row = kept(others, JSON.stringify([code, text, unit]), () => ({
      code,
      name: text,
      unit,
      range,
      count: 0,
    }));
    if (row !== undefined) row.count += 1;
  }

  return {
    add: ({ feed, observations, codes, receivedAt }, where) => {
      for (const one of observations) {
        const { understood } = one;
        if (understood.is === 'result') addKnown(one, understood.result.loinc);
        if (understood.is === 'excluded' || understood.is === 'value-quarantined')
          addKnown(one, understood.loinc);
        if (understood.is === 'unmapped-calcium') addUnmapped(one, receivedAt, where);
      }
      for (const code of codes) addOther(code, feed);
    },
    report: () => reportOf(rows, unmapped, others, truncated),
  };
}

function reportOf(
  rows: ReadonlyMap<string, Row>,
  unmapped: ReadonlyMap<string, Unmapped>,
  others: ReadonlyMap<string, Other>,
  truncated: boolean,
): CodesReport {
  const told = new Set([...rows.values(), ...unmapped.values()].flatMap(({ code, name }) => [code, name]));
  const byCount = (a: { readonly count: number }, b: { readonly count: number }) => b.count - a.count;
  return {
    known: Array.from(rows.values(), (row) => ({
      ...row,
      count: row.units.total(),
      units: row.units.ranked(),
      ranges: row.ranges.ranked(),
      statuses: row.statuses.ranked(),
      valueTypes: row.valueTypes.ranked(),
      setAside: row.setAside.ranked(),
    })).sort(byCount),
    unmapped: Array.from(unmapped.values(), (row) => ({
      ...row,
      count: row.ranges.total(),
      ranges: row.ranges.ranked(),
    })).sort(byCount),
    others: [...others.values()]
      .filter(({ code, name }) => !told.has(code || name))
      .map((row) => ({ ...row, mayBeCalcium: mayBeCalcium(row) }))
      .sort((a, b) => Number(b.mayBeCalcium) - Number(a.mayBeCalcium) || b.count - a.count),
    truncated,
  };
}

function newRow(named: Pick<Row, 'code' | 'name' | 'system'>, loinc: string, { codes }: Observation): Row {
  const excluded = exclusionOf(loinc);
  const isSent = codes.some(({ code }) => code === loinc);
  return {
    ...named,
    loinc,
    stands: excluded ?? analyteName(analyteOf(loinc)?.analyte ?? ''),
    as: excluded === undefined ? (isSent ? 'LOINC as sent' : "the feed's map") : 'left alone',
    units: createTally(100),
    ranges: createTally(100),
    statuses: createTally(100),
    valueTypes: createTally(100),
    setAside: createTally(100),
    defaultLimits: 0,
  };
}

function hasRangeOfCalcium({ units, referenceRange }: Observation, { reading }: Policy): boolean {
  return measuresLikeCalcium(observedUnit(units), readReferenceRange(referenceRange, false), reading);
}

function nameOf({ codes }: Observation): Pick<Row, 'code' | 'name' | 'system'> {
  const { code = '', system = '' } = codes.find((one) => one.code !== '') ?? {};
  const name = codes.map(({ text }) => text).find((text) => text !== '') ?? '';
  return { code, name, system };
}

function unitOf({ units }: Observation): string {
  const [first] = units.flatMap(({ code, text }) => [code, text]).filter((text) => text !== '');
  return first ?? '(empty)';
}
