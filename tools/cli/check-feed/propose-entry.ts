import { analyteName, analyteOf, exclusionOf } from '../../../shared/clinical/analyte-table.ts';
import type { CodeMapEntry } from '../../../shared/clinical/code-map.ts';
import { understand } from '../../../shared/clinical/understand-observation.ts';
import { calciumConversion, unitNamed } from '../../../shared/clinical/unit-table.ts';
import type { Config, Feed } from '../../../shared/runtime/config.ts';
import type { UnmappedCode } from './codes.ts';

/** An entry for `understanding.codes` of the feed. */
export type Proposal = {
  readonly entry: CodeMapEntry;
  /** What the LOINC code stands for. */
  readonly stands: string;
  /** A message of the sample was read with it, and its range fits. Otherwise the laboratory has to be asked. */
  readonly isProven: boolean;
};

type Code = Pick<UnmappedCode, 'code' | 'name' | 'system' | 'unit'>;

/** LOINC codes by what is measured, as mass and as substance concentration. */
const OF = {
  urine24: { mass: '6874-2', substance: '25362-5' },
  urine: { mass: '17862-4', substance: '2004-0' },
  ratio: { mass: '9321-1', substance: '9321-1' },
  corrected: { mass: '46099-8', substance: '29265-6' },
  ionizedAtPh: { mass: '57333-7', substance: '19072-8' },
  ionized: { mass: '17863-2', substance: '1995-0' },
  total: { mass: '17861-6', substance: '2000-8' },
} as const;
type Measured = keyof typeof OF;

const WORDS: readonly (readonly [Measured, RegExp])[] = [
  ['urine24', /(?:urin|harn|\bu-?ca).*\b24|\b24 ?h/],
  ['urine', /urin|harn|\bu-?ca/],
  ['ratio', /ratio|quotient|\/ ?creat|\/ ?krea/],
  ['corrected', /corr|korr|adj|\balb/],
  ['ionizedAtPh', /(?:ion|free|frei).*7[.,]4|7[.,]4.*(?:ion|free|frei)/],
  ['ionized', /ion|free|frei|^i-?ca|^cai\b|\bi-?ca|ca ?2\+|ca ?\+\+/],
];

/**
 * The entry of the map to paste for a code that looks like calcium: what its words, unit and range say, tried on a
 * message of the sample. Never more than a proposal: the laboratory knows what its code means.
 */
export function proposeEntry(unmapped: UnmappedCode, feed: Feed, config: Config): Proposal | undefined {
  const fitting = candidatesOf(unmapped).map((loinc) => {
    const entry = entryOf(unmapped, loinc);
    return { entry, stands: standsFor(loinc), isProven: isProven(entry, unmapped, feed, config) };
  });
  return fitting.find((one) => one.isProven) ?? fitting[0];
}

/** As `proposeEntry`, of a code of which no message was read. */
export function guessEntry(code: Code): Proposal {
  const [loinc = OF.total.mass] = candidatesOf(code);
  return { entry: entryOf(code, loinc), stands: standsFor(loinc), isProven: false };
}

function candidatesOf(code: Code): readonly string[] {
  const text = `${code.code} ${code.name}`.toLowerCase();
  const unit = unitNamed(code.unit);
  const conversion = unit === undefined ? undefined : calciumConversion(unit);
  const properties =
    conversion === undefined
      ? (['mass', 'substance'] as const)
      : ([conversion.unit === 'mg/dL' ? 'mass' : 'substance'] as const);
  const named = WORDS.find(([, words]) => words.test(text))?.[0];
  const measured: readonly Measured[] = named === undefined ? ['total', 'ionized'] : [named];
  return measured.flatMap((one) => properties.map((property) => OF[one][property]));
}

function entryOf({ code, system, unit }: Code, loinc: string): CodeMapEntry {
  const named = unitNamed(unit);
  return {
    code,
    ...(system === '' ? {} : { system }),
    ...(named === undefined ? {} : { unit: named }),
    loinc,
  };
}

function standsFor(loinc: string): string {
  const known = analyteOf(loinc);
  if (known !== undefined) return analyteName(known.analyte);
  return `calcium of ${exclusionOf(loinc)}: left alone`;
}

function isProven(entry: CodeMapEntry, { sample }: UnmappedCode, feed: Feed, { policy }: Config): boolean {
  const { observation, receivedAt } = sample;
  const understanding = { ...feed.understanding, codes: [...feed.understanding.codes, entry] };
  const understood = understand(observation, { feed: understanding, policy, receivedAt, sentAt: receivedAt });
  if (understood.is === 'excluded') return true;
  return understood.is === 'result' && !understood.result.flags.includes('DEFAULT_LIMIT');
}
