import type { Diagnosis, Registration } from '../../shared/clinical/fact.ts';
import { DAY_MS } from '../../shared/clinical/instant.ts';
import type { ChartedFact } from '../../shared/clinical/verdict.ts';
import { type KnownClass, meaningOf } from './cancer-codes.ts';

/** All that is known of one class of cancer. */
export type Finding = {
  readonly class: KnownClass;
  /** Nothing but admitting diagnoses younger than 30 days. */
  readonly unconfirmed: boolean;
  readonly bone: boolean;
  readonly codes: readonly string[];
  /** First receipt of anything that says so. */
  readonly knownSince: number;
};

type Fact = Pick<ChartedFact, 'receivedAt' | 'diagnoses' | 'registration'>;
type Statement = Diagnosis & { readonly receivedAt: number };
type Evidence = Omit<Finding, 'class' | 'codes'> & {
  readonly class: KnownClass | undefined;
  readonly code: string;
};

const last = (instants: readonly number[]) => Math.max(Number.NEGATIVE_INFINITY, ...instants);

/** Of the statements under one key: what was sent since the last removal, and of that the codes sent last. */
function standing(statements: readonly Statement[]): readonly Statement[] {
  const removedAt = last(statements.flatMap(({ removed, sentAt }) => (removed ? [sentAt] : [])));
  const since = statements.filter(({ removed, sentAt }) => !removed && sentAt >= removedAt);
  const saidAt = last(since.map(({ sentAt }) => sentAt));
  return since.filter(({ code }) => since.some((other) => other.code === code && other.sentAt === saidAt));
}

/** Type A alone, until it is 30 d old by DG1-5, else by its first receipt. */
function isUnconfirmed(sayingSo: readonly Statement[], at: number, unconfirmedDays: number): boolean {
  const beginnings = sayingSo.map(({ diagnosedAt, receivedAt }) =>
    Math.min(diagnosedAt ?? receivedAt, receivedAt),
  );
  const age = at - Math.min(...beginnings);
  return sayingSo.every(({ type }) => type === 'A') && age < unconfirmedDays * DAY_MS;
}

function ofDiagnoses(facts: readonly Fact[], at: number, unconfirmedDays: number): readonly Evidence[] {
  const all = facts.flatMap(({ diagnoses, receivedAt }) => diagnoses.map((one) => ({ ...one, receivedAt })));
  return [...new Set(all.map(({ key }) => key))].flatMap((key) => {
    const stands = standing(all.filter((one) => one.key === key));
    return [...new Set(stands.map(({ code }) => code))].map((code) => {
      const sayingSo = stands.filter((one) => one.code === code);
      const meaning = meaningOf(code);
      return {
        class: meaning?.class,
        bone: meaning?.bone ?? false,
        code: meaning?.shown ?? '',
        unconfirmed: isUnconfirmed(sayingSo, at, unconfirmedDays),
        knownSince: Math.min(...sayingSo.map(({ receivedAt }) => receivedAt)),
      };
    });
  });
}

/** The milder of status and code; an uncertain or no cancer's code stays what it is; without a code the status, else active. */
function classOfRow({ icd10, status }: Registration): KnownClass | undefined {
  const meaning = meaningOf(icd10);
  if (meaning === undefined) return status === 'history' ? 'history' : 'active';
  return meaning.class === 'active' && status === 'history' ? 'history' : meaning.class;
}

const rowsOf = (facts: readonly Fact[]) => facts.flatMap(({ registration }) => registration ?? []);

/** The registry as it was loaded last. */
export function lastRows(facts: readonly Fact[]): readonly Registration[] {
  const loadedAt = last(rowsOf(facts).map((row) => row.loadedAt));
  return rowsOf(facts).filter((row) => row.loadedAt === loadedAt);
}

function ofRegistry(facts: readonly Fact[]): readonly Evidence[] {
  return lastRows(facts).map((row) => {
    const is = classOfRow(row);
    const sayingSo = facts.filter(({ registration }) => registration && classOfRow(registration) === is);
    const meaning = meaningOf(row.icd10);
    return {
      class: is,
      bone: meaning?.bone ?? false,
      code: meaning?.shown ?? row.icd10,
      unconfirmed: false,
      knownSince: Math.min(...sayingSo.map(({ receivedAt }) => receivedAt)),
    };
  });
}

/** Section 7: at most one finding a class, active before uncertain before history. */
export function findingsOf(facts: readonly Fact[], at: number, unconfirmedDays: number): readonly Finding[] {
  const evidence = [...ofDiagnoses(facts, at, unconfirmedDays), ...ofRegistry(facts)];
  return (['active', 'uncertain', 'history'] as const).flatMap((is) => {
    const sayingSo = evidence.filter((piece) => piece.class === is);
    if (sayingSo.length === 0) return [];
    return {
      class: is,
      unconfirmed: sayingSo.every(({ unconfirmed }) => unconfirmed),
      bone: sayingSo.some(({ bone }) => bone),
      codes: [...new Set(sayingSo.map(({ code }) => code))].filter((code) => code !== ''),
      knownSince: Math.min(...sayingSo.map(({ knownSince }) => knownSince)),
    };
  });
}
