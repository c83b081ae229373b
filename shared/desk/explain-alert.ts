import { namedContacts } from '../alerting/contact-names.ts';
import { contactsFor, stepName } from '../alerting/routing.ts';
import { shownDelivery } from '../chart/alert-listing.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { stepOf } from '../chart/escalation.ts';
import { renderExplanation } from '../clinical/explanation.ts';
import { type EpochMs, isoInstant } from '../clinical/instant.ts';
import type { Team } from '../runtime/config.ts';
import { alertById, type FoundAlert } from './alert-by-id.ts';
import { standingAnswer } from './alert-row.ts';
import type { DeskAlert } from './desk-alert.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import type { DeskService } from './desk-service.ts';
import type { ExplainedAlert, PagedStep, RevealedAlert } from './explained-alert.ts';
import { renderWithoutValues } from './hidden-values.ts';
import type { DeskUser } from './user.ts';

export type ExplainParts = {
  readonly dependencies: Pick<DeskDependencies, 'table' | 'repository' | 'routing' | 'clock'>;
  readonly desk: Pick<DeskService, 'alert'>;
};

export type AskedAlert = {
  readonly alertId: string;
  /** Who is shown the patient's data: written into the audit trail as any reader of the desk. */
  readonly revealTo?: Pick<DeskUser, 'id' | 'name'>;
};

/** Why an alert was raised and what became of it; undefined where there is none of this id. */
export async function explainAlert(
  { dependencies, desk }: ExplainParts,
  { alertId, revealTo }: AskedAlert,
): Promise<ExplainedAlert | undefined> {
  const found = await alertById(dependencies, alertId);
  if (found === undefined) return undefined;
  const shown = revealTo && (await desk.alert({ ...revealTo, roles: ['auditor'], teams: [] }, alertId));
  const { routing, clock } = dependencies;
  const { judgement } = found.told;
  const team = routing.teams.find(({ id }) => id === found.team);
  return {
    ...told(found),
    why: [...(shown ? renderExplanation(judgement) : renderWithoutValues(judgement.reasons))],
    paging: pagingOf(found.entry, team),
    acknowledgement: answerOf(found.entry, clock.now()),
    ...(shown && { revealed: revealedOf(shown) }),
  };
}

function told({ entry, team, told: { judgement } }: FoundAlert) {
  const { id: alertId, kind, level, grade, rule, raisedAt } = entry;
  const { flags, policyVersion } = judgement;
  return { alertId, kind, level, grade, rule, flags, team, policyVersion, raisedAt: isoInstant(raisedAt) };
}

function answerOf(entry: ChartEntry, now: EpochMs): ExplainedAlert['acknowledgement'] {
  const answer = standingAnswer(entry, now);
  if (answer === null) return null;
  const { state, by, at, reason } = answer;
  const until = answer.state === 'snoozed' ? { until: isoInstant(answer.until) } : {};
  return { state, by, at: isoInstant(at), reason, ...until };
}

/** Who is paged of an alert, step by step. */
export function pagingOf(entry: ChartEntry, team: Team | undefined): ExplainedAlert['paging'] {
  const { delivery, escalation } = entry;
  const unansweredAt = escalation?.told ? undefined : escalation?.overAt;
  return {
    state: shownDelivery(delivery),
    attempts: delivery.state === 'none' ? 0 : delivery.attempts,
    ...(delivery.state === 'sent' && delivery.sms && { sms: delivery.sms }),
    steps: delivery.state === 'none' ? [] : stepsOf(entry, team),
    ...(unansweredAt !== undefined && { unansweredAt: isoInstant(unansweredAt) }),
  };
}

/** Those behind it by the configuration of now; the one that is paged and those to come as they were worked out when it was raised. */
function stepsOf({ level, delivery, escalation }: ChartEntry, team: Team | undefined): PagedStep[] {
  const contacts = (names: readonly string[] | undefined) => contactNames(team, level, names);
  const current = stepOf(escalation);
  const before = (team?.escalation?.steps ?? []).slice(0, current - 1).map(({ id }, index) => ({
    ...{ step: index + 1, state: 'paged before' as const },
    contacts: contacts(team && [stepName(team, id)]),
  }));
  const now: PagedStep = {
    step: current,
    state: stateOf(delivery),
    ...(delivery.state === 'sent' && { at: isoInstant(delivery.sentAt) }),
    contacts: contacts(escalation?.contacts),
  };
  const next = (escalation?.next ?? []).map(({ dueAt, contacts: names }, index) => ({
    ...{ step: current + index + 1, state: 'next' as const, at: isoInstant(dueAt) },
    contacts: contacts(names),
  }));
  return [...before, now, ...next];
}

function stateOf(delivery: ChartEntry['delivery']): PagedStep['state'] {
  switch (delivery.state) {
    case 'sent':
      return 'paged';
    case 'stopped':
      return 'stopped';
    case 'none':
    case 'claimed':
      return 'not sent yet';
  }
}

function contactNames(
  team: Team | undefined,
  level: ChartEntry['level'],
  names: readonly string[] | undefined,
): string[] {
  if (team === undefined) return [];
  const reached = contactsFor(team, level, names);
  return [...namedContacts(team.contacts)].flatMap(([name, one]) => (reached.includes(one) ? [name] : []));
}

function revealedOf(alert: DeskAlert): RevealedAlert {
  const { patient, judgement, sent = [], trend, audit } = alert;
  const { analyte, comparator, value, unit, collectedAt, upperLimit, correctedValue, correctedUnit } =
    judgement;
  return {
    patient,
    graded: {
      ...{ analyte, comparator, value, unit, upperLimit, collectedAt: isoInstant(collectedAt) },
      ...(correctedValue !== undefined && { correctedValue }),
      ...(correctedUnit !== undefined && { correctedUnit }),
    },
    sent: sent.map(({ analyte: of, loinc, status, collectedAt: at, asSent }) => ({
      ...{ analyte: of, loinc, status, collectedAt: isoInstant(at) },
      ...asSent,
    })),
    context: judgement.context.map((last) => ({
      ...{ analyte: last.analyte, value: last.value, unit: last.unit, rising: last.rising },
      collectedAt: isoInstant(last.collectedAt),
    })),
    cancer: judgement.cancer,
    history: historyOf(trend),
    audit: audit.map(({ at, by, name, action }) => ({ at: isoInstant(at), by, name, did: action.did })),
  };
}

const CALCIUM = /calcium$/;

function historyOf({ lines }: DeskAlert['trend']): RevealedAlert['history'] {
  const points = lines.flatMap(({ analyte, unit, points: all }) =>
    CALCIUM.test(analyte) ? all.map((point) => ({ analyte, unit, point })) : [],
  );
  return points
    .toSorted((a, b) => a.point.at - b.point.at)
    .map(({ analyte, unit, point: { at, comparator, value, grade, level } }) => ({
      ...{ analyte, unit, comparator, value, at: isoInstant(at) },
      ...(grade !== undefined && { grade }),
      ...(level !== undefined && { level }),
    }));
}
