import { CANCER_CLASSES, type CancerClass, milder } from './cancer-class.ts';
import { classifyDiagnosis } from './cancer-diagnosis.ts';
import type { Diagnosis, PatientFact, Registration } from './fact.ts';
import { classifyIcd10, icd10Text, isIcd10Code } from './icd10.ts';
import { DAY_MS, type EpochMs, epochMs, plusMs } from './instant.ts';
import { lastLoaded } from './registration.ts';

/** One class of cancer a patient has, with all that says so. */
export type CancerFinding = {
  readonly class: Exclude<CancerClass, 'none'>;
  /** Only an admitting diagnosis (DG1-6 A) younger than the limit says so: worklist. */
  readonly unconfirmed: boolean;
  readonly bone: boolean;
  readonly codes: readonly string[];
  /** When it was first received that the patient has cancer of this class, confirmed or not. */
  readonly knownSince: EpochMs;
};

/** What is known of a patient's cancer. */
export type CancerStanding = {
  /** At most one a class, the weightiest first; empty = no known cancer. */
  readonly findings: readonly CancerFinding[];
  /** The rows of the registry load that came last, in an order that does not depend on arrival. */
  readonly registrations: readonly Registration[];
};

export type CancerFact = Pick<PatientFact, 'receivedAt' | 'diagnoses' | 'registration'>;

type Statement = Diagnosis & { readonly receivedAt: EpochMs };
type Evidence = {
  readonly class: CancerClass;
  readonly unconfirmed: boolean;
  readonly bone: boolean;
  readonly code: string;
  readonly knownSince: EpochMs;
};

const earliest = (instants: readonly EpochMs[]) => instants.reduce((a, b) => epochMs(Math.min(a, b)));
const latest = (instants: readonly EpochMs[]) => instants.reduce((a, b) => epochMs(Math.max(a, b)));

/**
 * A registry row's class: the milder of its status and its code's; a code that is uncertain or no cancer stays so.
 * A row without a readable code counts by its status, without either as active: somebody registered the patient. A
 * patient whom the registry does not have any more has no cancer by it.
 */
export function registrationClass({ icd10, status }: Pick<Registration, 'icd10' | 'status'>): CancerClass {
  if (status === 'removed') return 'none';
  if (!isIcd10Code(icd10)) return status === 'history' ? 'history' : 'active';
  const byCode = classifyIcd10(icd10).class;
  if (status === 'by-code' || byCode === 'uncertain') return byCode;
  return milder(status, byCode);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** What still stands of the statements under one key: those sent with or after the last removal, of the latest codes. */
function standing(statements: readonly Statement[]): readonly Statement[] {
  const lastRemovedAt = statements
    .filter(({ removed }) => removed)
    .reduce((last, { sentAt }) => Math.max(last, sentAt), Number.NEGATIVE_INFINITY);
  const live = statements.filter(({ removed, sentAt }) => !removed && sentAt >= lastRemovedAt);
  if (live.length === 0) return [];
  const lastSentAt = latest(live.map(({ sentAt }) => sentAt));
  const lastCodes = new Set(live.filter(({ sentAt }) => sentAt === lastSentAt).map(({ code }) => code));
  return live.filter(({ code }) => lastCodes.has(code));
}

/** DG1-5, else the first receipt; a date in the future is no reason to wait longer. */
function isUnconfirmed(statements: readonly Statement[], at: EpochMs, unconfirmedDays: number): boolean {
  if (statements.some(({ type }) => type !== 'A')) return false;
  const starts = statements.flatMap(({ diagnosedAt, receivedAt }) => [diagnosedAt ?? receivedAt, receivedAt]);
  return at < plusMs(earliest(starts), unconfirmedDays * DAY_MS);
}

function evidenceOfDiagnoses(
  facts: readonly CancerFact[],
  at: EpochMs,
  unconfirmedDays: number,
): readonly Evidence[] {
  const statements = facts.flatMap(({ diagnoses, receivedAt }) =>
    diagnoses.map((diagnosis) => ({ ...diagnosis, receivedAt })),
  );
  return groupBy(statements, ({ key }) => key)
    .flatMap((sameKey) => groupBy(standing(sameKey), ({ system, code }) => `${system} ${code}`))
    .flatMap((sameCode) =>
      sameCode.slice(0, 1).map((statement) => ({
        ...classifyDiagnosis(statement),
        code: statement.code,
        unconfirmed: isUnconfirmed(sameCode, at, unconfirmedDays),
        knownSince: earliest(sameCode.map(({ receivedAt }) => receivedAt)),
      })),
    );
}

function evidenceOfRegistry(
  facts: readonly CancerFact[],
  rows: readonly Registration[],
): readonly Evidence[] {
  return rows.map((row) => {
    const cancerClass = registrationClass(row);
    const sayingSo = facts.filter(
      ({ registration }) => registration !== undefined && registrationClass(registration) === cancerClass,
    );
    return {
      class: cancerClass,
      unconfirmed: false,
      bone: classifyIcd10(row.icd10).bone,
      code: icd10Text(row.icd10),
      knownSince: earliest(sayingSo.map(({ receivedAt }) => receivedAt)),
    };
  });
}

function finding(
  cancerClass: CancerFinding['class'],
  evidence: readonly Evidence[],
): readonly CancerFinding[] {
  const saying = evidence.filter((piece) => piece.class === cancerClass);
  if (saying.length === 0) return [];
  return [
    {
      class: cancerClass,
      unconfirmed: saying.every(({ unconfirmed }) => unconfirmed),
      bone: saying.some(({ bone }) => bone),
      codes: [...new Set(saying.map(({ code }) => code))].filter((code) => code !== '').sort(),
      knownSince: earliest(saying.map(({ knownSince }) => knownSince)),
    },
  ];
}

/**
 * A patient's cancer as all facts together say it, whatever their order: per diagnosis the statement sent last, the
 * surest type of it, nothing once removed; of the registry the rows loaded last.
 */
export function cancerStanding(
  facts: readonly CancerFact[],
  at: EpochMs,
  unconfirmedDays: number,
): CancerStanding {
  const registrations = lastLoaded(facts.flatMap(({ registration }) => registration ?? []));
  const evidence = [
    ...evidenceOfDiagnoses(facts, at, unconfirmedDays),
    ...evidenceOfRegistry(facts, registrations),
  ];
  const findings = CANCER_CLASSES.flatMap((cancerClass) =>
    cancerClass === 'none' ? [] : finding(cancerClass, evidence),
  );
  return { findings, registrations };
}
