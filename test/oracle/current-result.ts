import type { Result } from '../../shared/clinical/fact.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { ChartedFact } from '../../shared/clinical/verdict.ts';
import { compared, fraction } from './fraction.ts';

export type Version = { readonly result: Result; readonly fact: ChartedFact };

/** What stands of one result after all its versions. */
export type CurrentResult = {
  readonly key: string;
  readonly stands: 'final' | 'preliminary' | 'withdrawn';
  /** The version whose value, time and flags count; of a withdrawn one the last that withdrew it. */
  readonly result: Result;
  readonly fact: ChartedFact;
  /** The last version that had a value, withdrawn since or not. */
  readonly lastValued: Version | undefined;
  /** First receipt of the first version. */
  readonly firstReceivedAt: EpochMs;
  /** Every version came by replay, backtest or import. */
  readonly imported: boolean;
};

/** A withdrawn result was collected when its last value was, whatever time its withdrawal names. */
export const collectedAtOf = ({ stands, result, lastValued }: CurrentResult): EpochMs =>
  stands === 'withdrawn' && lastValued !== undefined ? lastValued.result.collectedAt : result.collectedAt;

const RANKS = new Map<string, number>();
for (const [rank, statuses] of ['PRS', 'U', 'F', 'C', 'XDW'].entries()) {
  for (const status of statuses) RANKS.set(status, rank);
}

const isPreliminary = ({ result }: Version) => 'PRS'.includes(result.status);

/** W, D, X, and a final status that comes without a value. */
function withdraws({ result }: Version): boolean {
  if ('WDX'.includes(result.status)) return true;
  return 'FC'.includes(result.status) && result.value === undefined;
}

const rankOf = ({ result }: Version) => RANKS.get(result.status) ?? 0;

const amountOf = ({ result }: Version) => fraction(result.value?.amount ?? '-1');

/** Of versions that nothing else tells apart the higher value is the later. */
const isLater = (a: Version, b: Version) =>
  a.result.reportedAt - b.result.reportedAt ||
  rankOf(a) - rankOf(b) ||
  a.result.sentAt - b.result.sentAt ||
  a.fact.receivedAt - b.fact.receivedAt ||
  compared(amountOf(a), amountOf(b));

type Standing = Pick<CurrentResult, 'stands' | 'result' | 'fact'>;

function after(before: Standing | undefined, version: Version): Standing | undefined {
  const { result, fact } = version;
  if (withdraws(version)) return { stands: 'withdrawn', result, fact };
  if (isPreliminary(version)) {
    return before === undefined || before.stands === 'preliminary'
      ? { stands: 'preliminary', result, fact }
      : before;
  }
  if (result.value !== undefined) return { stands: 'final', result, fact };
  // U without a value: the preliminary that is there becomes final.
  return before?.stands === 'preliminary' && before.result.value !== undefined
    ? { ...before, stands: 'final' }
    : before;
}

function currentOf(key: string, versions: readonly Version[]): readonly CurrentResult[] {
  let standing: Standing | undefined;
  const inOrder = [...versions].sort(isLater);
  for (const version of inOrder) standing = after(standing, version);
  if (standing === undefined) return [];
  const stands = standing.result.value === undefined ? 'withdrawn' : standing.stands;
  const firstReceivedAt = Math.min(...versions.map(({ fact }) => fact.receivedAt)) as EpochMs;
  const imported = versions.every(({ fact }) => fact.origin === 'import');
  const lastValued = inOrder.findLast(({ result }) => result.value !== undefined);
  return [{ key, ...standing, stands, lastValued, firstReceivedAt, imported }];
}

/** Section 2: of every result the version that counts. */
export function currentResults(facts: readonly ChartedFact[]): readonly CurrentResult[] {
  const versions = facts.flatMap((fact) => fact.results.map((result) => ({ result, fact })));
  const keys = [...new Set(versions.map(({ result }) => result.key))];
  return keys.flatMap((key) =>
    currentOf(
      key,
      versions.filter(({ result }) => result.key === key),
    ),
  );
}
