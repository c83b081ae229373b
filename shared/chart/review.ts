import { DAY_MS, type EpochMs, epochMs, MINUTE_MS, plusMs } from '../clinical/instant.ts';
import type { Level } from '../clinical/level.ts';
import type { Policy } from '../clinical/policy.ts';
import type { AlertKind } from '../clinical/verdict.ts';
import type { PatientKey } from './chart-service.ts';
import { type JudgedUnion, judgeUnion, type ReadingDependencies } from './judge-chart.ts';
import type { NewAlert } from './raise.ts';

/**
 * Why the judge would raise what no chart holds.
 * - missed: it was to be raised when the patient's newest fact was judged, and was not;
 * - expected: that fact may not be judged yet, or time alone has made the difference since then;
 * - earlier-policy: the patient was judged last by another policy than the one of now;
 * - older: it rests on nothing that was received lately, so that nobody is to be paged of it unasked.
 */
export type Finding = 'missed' | 'expected' | 'earlier-policy' | 'older';

/** Something that the judge would raise and no chart holds. */
export type Difference = { readonly kind: AlertKind; readonly level: Level; readonly finding: Finding };

/** What a review has found, and what it has looked at. */
export type Reviewed = {
  readonly differences: readonly Difference[];
  /** Absent of a patient who is merged into another: reviewed with that one. */
  readonly patient?: Pick<JudgedUnion, 'union' | 'registered'>;
};

/** Judges a patient anew and raises nothing. */
export type Review = (patient: PatientKey) => Promise<Reviewed>;

export type ReviewDependencies = ReadingDependencies & {
  /** Since when patients are judged by this policy. */
  readonly policySince: (policy: Policy) => EpochMs;
};

/** A message that was received and failed is back well within it. */
const IN_HAND_MS = 15 * MINUTE_MS;

/** A late diagnosis reaches back so far, and as long again may go by until somebody looks. */
const LATE_DIAGNOSES = 2;

/** What the judge would raise of a patient, each with the reason why it is not there. */
export function createReview(dependencies: ReviewDependencies): Review {
  return async (patient) => {
    const judged = await judgeUnion(dependencies, patient);
    const { union, registered, found } = judged;
    if (union.root.pk !== patient) return { differences: [] };
    const differences = found.length === 0 ? [] : differencesOf(judged, dependencies);
    return { differences, patient: { union, registered } };
  };
}

function differencesOf(
  judged: JudgedUnion,
  { policySince }: Pick<ReviewDependencies, 'policySince'>,
): readonly Difference[] {
  const findingOf = createFindingOf(judged, policySince(judged.policy));
  return judged.found.map((alert) => {
    const { kind, alertLevel: level } = alert.raised;
    return { kind, level, finding: findingOf(alert) };
  });
}

function createFindingOf(judged: JudgedUnion, policySince: EpochMs): (alert: NewAlert) => Finding {
  const { union, raisedAt, policy } = judged;
  const lastReadAt = epochMs(Math.max(...union.facts.map(({ readAt }) => readAt)));
  const receivedAt = new Map(union.facts.map(({ fact }) => [fact.factKey, fact.receivedAt]));
  const recent = plusMs(raisedAt, -LATE_DIAGNOSES * policy.lateness.lateDiagnosisDays * DAY_MS);
  const calledForThen = new Set(judged.foundAt(lastReadAt).map(({ id }) => id));
  const isInHand = lastReadAt > plusMs(raisedAt, -IN_HAND_MS);
  const isRecent = (factKey: string) => Number(receivedAt.get(factKey)) >= recent;
  return ({ id, raised }) => {
    if (!raised.restsOn.some(isRecent)) return 'older';
    if (lastReadAt < policySince) return 'earlier-policy';
    return isInHand || !calledForThen.has(id) ? 'expected' : 'missed';
  };
}
