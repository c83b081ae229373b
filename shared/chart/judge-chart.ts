import { type DeliveryDependencies, deliverClaimed } from '../alerting/deliver.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Policy } from '../clinical/policy.ts';
import type { Judge, JudgeInput, Verdict } from '../clinical/verdict.ts';
import { ChartContendedError, UnprocessableMessageError } from '../runtime/errors.ts';
import { alertItem } from './alert-item.ts';
import { placeItems } from './alert-places.ts';
import { alertedAsOne } from './alerted-as-one.ts';
import { awakenByResults } from './awaken.ts';
import type { Chart } from './chart.ts';
import type { JudgeOutcome } from './chart-service.ts';
import { claimAgain, firstClaim } from './delivery.ts';
import type { FreezeEscalation } from './escalation.ts';
import type { Keys } from './keys.ts';
import { newestReadings } from './newest-readings.ts';
import type { PolicyOfPatient } from './policy-of-patient.ts';
import { alertsLackingFacts, entryOf, isOlderThan, type NewAlert, newAlerts, withAlerts } from './raise.ts';
import { type Retention, registeredExpiry, type StoredFact } from './stored-fact.ts';
import type { Item } from './table.ts';
import { readUnion, type Union } from './union.ts';

/** What it takes to say what the judge says. */
export type ReadingDependencies = Pick<DeliveryDependencies, 'repository' | 'clock' | 'telemetry'> & {
  readonly keys: Pick<Keys, 'alertId'>;
  readonly judge: Judge;
  readonly policyOf: PolicyOfPatient;
};

/** What judging a chart needs of the outside. */
export type JudgingDependencies = DeliveryDependencies &
  ReadingDependencies & {
    readonly retention: Retention;
    readonly newToken: () => string;
    /** Who is paged of patients of a feed whom the registry gives no team. */
    readonly feedTeams: ReadonlyMap<string, string>;
    readonly freezeEscalation: FreezeEscalation;
    /** When the table was restored: what had been sent before is not known. */
    readonly restoredAt?: EpochMs | undefined;
  };

const ATTEMPTS = 20;
const REREADS = 2;
const MOST_FACTS = 5_000;
const KEPT_AT_ONCE = 25;

/**
 * Judges all that is known of the patient, raises what is new in one conditional write, publishes it, and judges again
 * until a read later than the last write adds nothing: a fact put between the read and the write was judged by its own
 * worker against a chart without this alert, and by nobody against both. After a lost race it judges again too; a write
 * that was carried out although its answer was lost is found by its claim.
 */
export async function judgeChart(dependencies: JudgingDependencies, pk: string): Promise<JudgeOutcome> {
  const token = dependencies.newToken();
  const undelivered = new Set<string>();
  let raisedInAll = 0;
  let paged = 0;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { union, found, raisedAt, ...outcome } = await judgeOnce(dependencies, pk);
    const claim = `${token}-${attempt}`;
    undelivered.add(claim);
    const chart = await raise(dependencies, union, found, claim, raisedAt);
    if (chart === undefined) continue;
    paged += (await deliverClaimed(dependencies, chart, undelivered)).delivered;
    undelivered.clear();
    raisedInAll += found.length;
    if (found.length > 0) continue;
    await awakenByResults(dependencies, union);
    return { ...outcome, raised: raisedInAll, paged };
  }
  throw new ChartContendedError('a chart was written by others again and again');
}

/** What the judge says of a patient. */
export type JudgedUnion = {
  readonly union: Union;
  /** What it would raise and no chart holds yet. */
  readonly found: readonly NewAlert[];
  readonly registered: boolean;
  readonly raisedAt: EpochMs;
  readonly policy: Policy;
  readonly unknownPolicySet?: string;
  /** What no chart holds yet by what it would have raised at another time. */
  readonly foundAt: (now: EpochMs) => readonly NewAlert[];
};

/** What is judged of a union, and the fault of its policy. */
export function judgedBy(
  { facts: stored, alerts }: Pick<Union, 'facts' | 'alerts'>,
  policyOf: PolicyOfPatient,
): { readonly input: Omit<JudgeInput, 'now'>; readonly unknownPolicySet?: string } {
  const facts = newestReadings(stored);
  const { policy, ...fault } = policyOf(facts);
  return { input: { facts, alerted: alertedAsOne(alerts), policy }, ...fault };
}

/** Reads all that is known of the patient and judges it. Raises nothing. */
export async function judgeUnion(dependencies: ReadingDependencies, pk: string): Promise<JudgedUnion> {
  const { clock, keys, judge, policyOf } = dependencies;
  const union = await readWholeUnion(dependencies, pk);
  const raisedAt = clock.now();
  const { input, ...fault } = judgedBy(union, policyOf);
  const { policy } = input;
  const verdictAt = (now: EpochMs) => judge({ ...input, now });
  const newOf = ({ raised }: Verdict) => newAlerts(raised, union, keys.alertId);
  const verdict = verdictAt(raisedAt);
  const foundAt = (now: EpochMs) => newOf(verdictAt(now));
  return {
    union,
    found: newOf(verdict),
    registered: verdict.registered,
    raisedAt,
    policy,
    foundAt,
    ...fault,
  };
}

async function judgeOnce(dependencies: JudgingDependencies, pk: string) {
  const { policy: _, foundAt: __, ...judged } = await judgeUnion(dependencies, pk);
  const { registered, union } = judged;
  const facts = registered ? await keepFacts(dependencies, union.facts) : union.facts;
  return { ...judged, union: { ...union, facts } };
}

/** Where a fact that an alert rests on is not in the read, though it has not expired, the read is made again. */
async function readWholeUnion(
  { repository, clock, telemetry }: ReadingDependencies,
  pk: string,
): Promise<Union> {
  let union = await readUnion(repository, pk, clock.now());
  for (let rereads = 0; lacksKeptFacts(union, clock.now()) && rereads < REREADS; rereads += 1) {
    telemetry.warn('facts-missing', { rereads });
    union = await readUnion(repository, pk, clock.now());
  }
  if (union.facts.length > MOST_FACTS) {
    throw new UnprocessableMessageError('too-many-facts', `more than ${MOST_FACTS} facts of one patient`);
  }
  return union;
}

function lacksKeptFacts(union: Union, now: EpochMs): boolean {
  return alertsLackingFacts(union).some(({ restsUntil }) => restsUntil === undefined || restsUntil > now);
}

/** The facts as they are kept from now on: those of a registered patient for longer. */
async function keepFacts(
  { repository, retention }: JudgingDependencies,
  facts: readonly StoredFact[],
): Promise<readonly StoredFact[]> {
  const kept = facts.map((stored) => ({ ...stored, expiresAt: registeredExpiry(stored, retention) }));
  const longer = kept.flatMap(({ fact, expiresAt }, index) =>
    expiresAt === undefined || expiresAt === facts[index]?.expiresAt ? [] : [{ fact, expiresAt }],
  );
  for (let first = 0; first < longer.length; first += KEPT_AT_ONCE) {
    const some = longer.slice(first, first + KEPT_AT_ONCE);
    await Promise.all(some.map(({ fact, expiresAt }) => repository.keepFact(fact, expiresAt)));
  }
  return kept;
}

/** The chart as written; as it was when there is nothing to raise; undefined when another was faster. */
async function raise(
  dependencies: JudgingDependencies,
  union: Union,
  found: readonly NewAlert[],
  claim: string,
  raisedAt: EpochMs,
): Promise<Chart | undefined> {
  if (found.length === 0) return union.root;
  const { repository, claimTimes, feedTeams, freezeEscalation, composePage } = dependencies;
  const first = firstClaim(claim, raisedAt, claimTimes);
  const again = raisedBeforeRestore(dependencies, union, found);
  const deliveryOf = (alert: NewAlert) => (again.has(alert) ? claimAgain(first) : first);
  const items: Item[] = [];
  const entries = found.map((alert) => {
    const details = { raisedAt, details: claim };
    const delivery = deliveryOf(alert);
    const entry = entryOf(alert, union, { ...details, delivery, feedTeams, freezeEscalation });
    const { id: alertId, level, kind } = entry;
    const { team } = composePage({ alertId, team: entry.team, level, kind, repeat: false, at: raisedAt });
    items.push(alertItem(alert, union, raisedAt, claim), ...placeItems(entry, { ...details, team }));
    return entry;
  });
  await Promise.all(items.map((item) => repository.put(item)));
  return repository.write(withAlerts(union.root, entries));
}

/** Alerts that may have been raised and sent already, before the table was restored. */
function raisedBeforeRestore(
  { restoredAt, telemetry }: JudgingDependencies,
  union: Union,
  found: readonly NewAlert[],
): ReadonlySet<NewAlert> {
  if (restoredAt === undefined) return new Set();
  const again = found.filter((alert) => isOlderThan(restoredAt, alert, union));
  telemetry.count('AlertsRaisedAgain', again.length);
  return new Set(again);
}
