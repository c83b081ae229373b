import type { EpisodeSpan } from '../../../shared/clinical/episode-span.ts';
import { type Grade, type Level, levelRank } from '../../../shared/clinical/level.ts';
import type { AlertKind, DrawJudgement, RuleId } from '../../../shared/clinical/verdict.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import type { RaisedEntry } from './memory-charts.ts';

/** What was measured, as a row of the CSV tells it. Patient data. */
type Measured = {
  readonly patient: PatientIdentifier;
  readonly resultKey: string;
  readonly collectedAt: number;
  readonly grade: Grade;
  readonly value: string;
  readonly unit: string;
  readonly corrected: string;
  readonly limit: string;
  readonly flags: readonly string[];
};

/** An alert or notice that was raised: a page, or at the level worklist an entry of the list. Patient data. */
export type BacktestAlert = Measured & {
  readonly raisedAt: number;
  readonly kind: AlertKind;
  readonly level: Level;
  readonly team: string;
  readonly rule: RuleId;
  /** Why it stands on the worklist though its value deserves a page. */
  readonly capped: Capped | undefined;
};

/** What takes a page from a draw and leaves it an entry of the worklist (docs/clinical.md, "Level"). */
export const WHY_CAPPED = {
  child: 'under age',
  history: 'cancer in the past alone, and grade 1',
  uncertain: 'a tumour of uncertain behaviour, and under grade 3',
  unconfirmed: 'an admitting diagnosis of cancer alone, not yet confirmed',
} as const;
export type Capped = keyof typeof WHY_CAPPED;

/** Why a draw above its limit raised nothing. */
export const WHY_SUPPRESSED = {
  R4: 'no higher than what the team knows of this episode (R4)',
  LISTED_ALREADY: 'on the worklist already',
  R13: 'older than a result judged before, or imported (R13)',
  PRELIMINARY_ONLY: 'preliminary and not critical',
} as const;
export type WhySuppressed = keyof typeof WHY_SUPPRESSED;

export type SuppressedDraw = Measured & { readonly level: Level | 'none'; readonly why: WhySuppressed };

/** One rise above the limit until it is over, and when its team was first paged of it. */
export type BacktestEpisode = {
  readonly patient: PatientIdentifier;
  /** When its first high value was collected. */
  readonly from: number;
  readonly pagedAt: number | undefined;
};

/** What became of a few patients. Patient data. */
export type GroupAccount = {
  readonly alerts: readonly BacktestAlert[];
  readonly suppressed: readonly SuppressedDraw[];
  readonly episodes: readonly BacktestEpisode[];
  readonly draws: number;
  /** Why messages would be in quarantine: reasons, one for each. */
  readonly faults: readonly string[];
};

/** What the judge said of everybody at some point. */
export type Look = {
  readonly judgements: readonly DrawJudgement[];
  readonly episodes: readonly EpisodeSpan[];
  readonly patients: ReadonlyMap<string, PatientIdentifier>;
};

type Raised = RaisedEntry & { readonly team: string };

export type GroupTold = {
  readonly raised: readonly Raised[];
  readonly looks: readonly Look[];
  readonly faults: readonly string[];
  /** How far the values of one draw may lie apart. */
  readonly drawWindowMs: number;
};

export function groupAccount({ raised, looks, faults, drawWindowMs }: GroupTold): GroupAccount {
  const alerts = raised.map(alertOf).sort((a, b) => a.raisedAt - b.raisedAt);
  const said = lastSaid(looks);
  return {
    ...{ alerts, faults: [...faults] },
    suppressed: said.draws.flatMap(suppressedOf),
    episodes: said.episodes.map((span) => episodeOf(span, alerts, drawWindowMs)),
    draws: said.draws.length,
  };
}

function alertOf({ entry, team, patient, judgement }: Raised): BacktestAlert {
  const { raisedAt, kind, level, rule, grade } = entry;
  const capped = isPaged(level) ? undefined : cappedBy(judgement);
  return { ...measured(judgement, patient), raisedAt, kind, level, team, rule, grade, capped };
}

function cappedBy({ reasons }: Pick<DrawJudgement, 'reasons'>): Capped | undefined {
  const cap = reasons.find(({ code }) => code === 'CAPPED');
  return (Object.keys(WHY_CAPPED) as Capped[]).find((why) => why === cap?.values.why);
}

type Shown = Pick<DrawJudgement, 'resultKey' | 'collectedAt' | 'grade' | 'unit' | 'flags' | 'upperLimit'> &
  Pick<DrawJudgement, 'value' | 'comparator' | 'correctedValue' | 'correctedUnit'>;

function measured(judgement: Shown, patient: PatientIdentifier): Measured {
  const { resultKey, collectedAt, grade, comparator, value, unit, flags, upperLimit } = judgement;
  const { correctedValue, correctedUnit = '' } = judgement;
  return {
    ...{ patient, resultKey, collectedAt, grade, unit, flags, limit: upperLimit },
    value: comparator === '=' ? value : `${comparator}${value}`,
    corrected: correctedValue === undefined ? '' : `${correctedValue} ${correctedUnit}`.trim(),
  };
}

type SaidOfDraw = { readonly judgement: DrawJudgement; readonly patient: PatientIdentifier };
type SaidOfEpisode = EpisodeSpan & { readonly patient: PatientIdentifier };

/** A later look says again what an earlier one said, but of what has expired meanwhile. */
function lastSaid(looks: readonly Look[]) {
  const draws = new Map<string, SaidOfDraw>();
  const episodes = new Map<string, SaidOfEpisode>();
  for (const { judgements, episodes: spans, patients } of looks) {
    const [first] = judgements;
    if (first === undefined) continue;
    const patient = patients.get(first.where) ?? { authority: '', id: '' };
    for (const judgement of judgements) {
      const ofDraw = patients.get(judgement.where) ?? patient;
      draws.set(`${judgement.where} ${judgement.resultKey}`, { judgement, patient: ofDraw });
    }
    for (const span of spans) episodes.set(`${first.where} ${span.from}`, { ...span, patient });
  }
  return { draws: [...draws.values()], episodes: [...episodes.values()] };
}

function suppressedOf({ judgement, patient }: SaidOfDraw): readonly SuppressedDraw[] {
  const why = (Object.keys(WHY_SUPPRESSED) as WhySuppressed[]).find((code) =>
    judgement.reasons.some((reason) => reason.code === code),
  );
  if (judgement.outcome === 'alerted' || why === undefined) return [];
  return [{ ...measured(judgement, patient), level: judgement.level, why }];
}

/** It may be paged of a value that another one of the same draw has taken the place of since. */
function episodeOf(
  { from, to, patient }: SaidOfEpisode,
  alerts: readonly BacktestAlert[],
  drawWindowMs: number,
): BacktestEpisode {
  const until = to ?? Number.POSITIVE_INFINITY;
  const first = alerts.find(
    ({ kind, level, collectedAt }) =>
      kind === 'alert' && isPaged(level) && collectedAt >= from - drawWindowMs && collectedAt <= until,
  );
  if (first === undefined) return { patient, from, pagedAt: undefined };
  return { patient, from: Math.min(from, first.collectedAt), pagedAt: first.raisedAt };
}

/** Whether anybody's pager hears of it. */
export function isPaged(level: Level): boolean {
  return levelRank(level) > levelRank('worklist');
}
