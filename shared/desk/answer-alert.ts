import { type Acknowledgement, isOpen } from '../chart/acknowledgement.ts';
import { answered, openedAgain } from '../chart/answer.ts';
import { awakenByResults, newestCalciumAt } from '../chart/awaken.ts';
import { changeEntry } from '../chart/change-entry.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { readUnion } from '../chart/union.ts';
import { DAY_MS, type EpochMs, epochMs, plusMs } from '../clinical/instant.ts';
import { ChartContendedError } from '../runtime/errors.ts';
import type { AuditedAction } from './audit-entry.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import { type DeskAction, DeskRefusedError } from './desk-service.ts';
import type { PatientView } from './patient-view.ts';

/** However long somebody asks for: an alert is open again after a week at the latest. */
const LONGEST_SNOOZE_MS = 7 * DAY_MS;

/** An action as the audit trail tells of it, and the answer that it gives; none where it changes nothing. */
export type PlannedAction = {
  readonly told: AuditedAction;
  readonly answer?: Acknowledgement | 'open';
};

type Patient = { readonly entry: ChartEntry; readonly view: Pick<PatientView, 'input'> };
type Doing = { readonly by: string; readonly at: EpochMs };

/**
 * What an action comes to.
 * @throws DeskRefusedError (not-possible)
 */
export function plannedAction(action: DeskAction, patient: Patient, doing: Doing): PlannedAction {
  switch (action.do) {
    case 'acknowledge': {
      const { do: _, ...told } = action;
      return {
        told: { did: 'acknowledged', ...told },
        answer: { state: 'acknowledged', ...doing, reason: action.reason },
      };
    }
    case 'snooze':
      return plannedSnooze(action, patient, doing);
    case 'reopen': {
      if (isOpen(patient.entry.acknowledgement, doing.at)) throw new DeskRefusedError('not-possible');
      const { do: _, ...told } = action;
      return { told: { did: 'reopened', ...told }, answer: 'open' };
    }
    case 'record-call': {
      const { do: _, ...told } = action;
      return { told: { did: 'called', ...told } };
    }
  }
}

function plannedSnooze(
  { until, note }: Extract<DeskAction, { do: 'snooze' }>,
  { entry, view }: Patient,
  doing: Doing,
): PlannedAction {
  const latest = plusMs(doing.at, LONGEST_SNOOZE_MS);
  if (until === 'next-result') {
    const after = epochMs(Math.max(entry.collectedAt, newestCalciumAt(view.input.facts)));
    return {
      told: { did: 'snoozed', until: latest, untilNextResult: true, note },
      answer: {
        ...{ state: 'snoozed', ...doing, until: latest, reason: 'until-next-result' },
        untilNextResult: { after },
      },
    };
  }
  if (until <= doing.at || until > latest) throw new DeskRefusedError('not-possible');
  return {
    told: { did: 'snoozed', until, untilNextResult: false, note },
    answer: { state: 'snoozed', ...doing, until, reason: 'until-time' },
  };
}

/** How often it was answered and opened again: what is done about an alert is done on condition of it. */
export function versionOf({ answers }: Pick<ChartEntry, 'answers'>): number {
  return answers?.count ?? 0;
}

/**
 * Gives the answer where the alert is still as it was seen. A write that was carried out although its reply was lost is
 * found by what it has left.
 * @throws DeskRefusedError (changed-meanwhile)
 */
export async function giveAnswer(
  { repository, clock }: Pick<DeskDependencies, 'repository' | 'clock'>,
  seen: ChartEntry,
  answer: Acknowledgement | 'open',
): Promise<void> {
  const now = clock.now();
  const changed = await changeEntry(repository, seen, (entry) => {
    if (versionOf(entry) === versionOf(seen)) {
      return answer === 'open' ? openedAgain(entry, now) : answered(entry, answer);
    }
    if (versionOf(entry) === versionOf(seen) + 1 && isSaid(entry, answer)) return entry;
    throw new DeskRefusedError('changed-meanwhile');
  });
  if (changed === undefined) {
    throw new ChartContendedError('a chart was written by others again and again');
  }
  if (answer === 'open' || answer.reason !== 'until-next-result') return;
  // A result put between the read and the write was judged by its own worker against a chart without this snooze.
  await awakenByResults({ repository, clock }, await readUnion(repository, seen.where, clock.now()));
}

function isSaid({ acknowledgement }: ChartEntry, answer: Acknowledgement | 'open'): boolean {
  if (answer === 'open') return acknowledgement === undefined;
  return acknowledgement?.by === answer.by && acknowledgement.at === answer.at;
}
