import { type Alerted, alertedByResult } from './alerted.ts';
import { type CancerStanding, cancerStanding } from './cancer.ts';
import { contextOf } from './context.ts';
import { drawsOf } from './draw.ts';
import { type EpisodeSpan, episodeSpans } from './episode-span.ts';
import { candidatesOf } from './judge-candidate.ts';
import { courseOf, type JudgedDraw } from './judge-course.ts';
import { judgementOf } from './judge-judgement.ts';
import { judgeLines } from './judge-lines.ts';
import { offersOf } from './judge-offers.ts';
import { alertOf, chartedNotice, noticeOf, type RaiseContext } from './judge-raise.ts';
import { together } from './judge-together.ts';
import { createKnownCancer } from './known-cancer.ts';
import { fallsOf } from './notice.ts';
import { toldOf } from './notice-told.ts';
import { birthDatesOf } from './patient-age.ts';
import type { Candidate } from './rule-alert.ts';
import type { Judge, JudgeInput, RaisedAlert, Verdict } from './verdict.ts';
import { type CurrentResult, currentResults } from './version.ts';

function courseOfPatient(
  { facts, policy, now }: JudgeInput,
  results: readonly CurrentResult[],
  standing: CancerStanding,
  told: ReadonlyMap<string, Alerted>,
): readonly JudgedDraw[] {
  const lines = judgeLines(policy);
  const known = createKnownCancer(facts, policy, now);
  return courseOf({
    draws: drawsOf(results, { policy, lines }),
    policy,
    lines,
    knownCancer: ({ at, value: { calcium } }) =>
      known({ at, receivedAt: calcium.current.receivedAt, fact: calcium.current.fact }),
    birth: birthDatesOf(facts, standing.registrations),
    isAlerted: ({ calcium }) =>
      calcium.some(({ current }) => told.get(current.result.key)?.standing !== undefined),
  });
}

function cancerNow({ findings }: CancerStanding): RaisedAlert['cancer'] {
  return {
    class: findings[0]?.class ?? 'none',
    bone: findings.some(({ bone }) => bone),
    codes: [...new Set(findings.flatMap(({ codes }) => codes))],
  };
}

function raiseContextOf(
  { policy }: JudgeInput,
  results: readonly CurrentResult[],
  standing: CancerStanding,
): RaiseContext {
  return {
    team: standing.registrations.find(({ team }) => team !== undefined && team !== '')?.team,
    policyVersion: policy.version,
    context: contextOf(results),
    cancer: cancerNow(standing),
  };
}

/** What was told of each draw, before and after the notices that are now due. */
function toldWithNotices(
  { alerted, policy, now }: JudgeInput,
  results: readonly CurrentResult[],
  course: readonly JudgedDraw[],
  told: ReadonlyMap<string, Alerted>,
) {
  const before = toldOf(course, results, told, policy);
  const falls = fallsOf(before);
  if (falls.length === 0) return { falls, counting: told, after: before };
  const counting = alertedByResult([...alerted, ...falls.map((fall) => chartedNotice(fall, now))]);
  return { falls, counting, after: toldOf(course, results, counting, policy) };
}

function judgeKnownPatient(input: JudgeInput, standing: CancerStanding): Verdict {
  const { facts, alerted, policy } = input;
  const registered = standing.findings.length > 0;
  const results = currentResults(facts);
  const told = alertedByResult(alerted);
  const course = courseOfPatient(input, results, standing, told);
  const { falls, counting, after } = toldWithNotices(input, results, course, told);
  const candidates = candidatesOf(course, after.ofDraw, policy);
  const alerts = registered ? together(offersOf(candidates, policy)) : [];
  const raising = new Set(alerts.flatMap(({ draw, also }) => [draw, ...also.map((offer) => offer.draw)]));
  const birth = birthDatesOf(facts, standing.registrations);
  const judgement = (draw: Candidate) => judgementOf(draw, { birth, policy, raising });
  const judgements = () => candidates.map(judgement);
  if (falls.length === 0 && alerts.length === 0) return { raised: [], judgements, registered };
  const context = raiseContextOf(input, results, standing);
  const notices = falls.map((fall) => {
    const draw = candidates.find((candidate) => candidate.draw === fall.draw?.draw);
    return noticeOf(fall, draw && judgement(draw), context);
  });
  const raised = alerts.map((alert) => alertOf(alert, judgement(alert.draw), counting, context));
  return { raised: [...notices, ...raised], judgements, registered };
}

/**
 * Judges a patient anew from all facts: what to raise that the chart does not yet remember, and what is said of every
 * draw. Without any known cancer nothing is raised but notices of what was alerted before.
 */
export const judge: Judge = (input) => {
  const { facts, alerted, policy, now } = input;
  const standing = cancerStanding(facts, now, policy.reading.unconfirmedDiagnosisDays);
  if (standing.findings.length === 0 && alerted.length === 0) {
    return { raised: [], judgements: () => [], registered: false };
  }
  return judgeKnownPatient(input, standing);
};

/** The episodes of a patient as the judge sees them, earliest first. */
export function episodesOf(input: JudgeInput): readonly EpisodeSpan[] {
  const { facts, alerted, policy, now } = input;
  const standing = cancerStanding(facts, now, policy.reading.unconfirmedDiagnosisDays);
  return episodeSpans(courseOfPatient(input, currentResults(facts), standing, alertedByResult(alerted)));
}
