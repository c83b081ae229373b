import type { Escalation } from '../../../shared/chart/escalation.ts';
import { type EpochMs, MINUTE_MS, plusMs } from '../../../shared/clinical/instant.ts';
import { NOW } from './charts.ts';

/** So many minutes after the alert was raised. */
export const at = (minutes: number): EpochMs => plusMs(NOW, minutes * MINUTE_MS);

/** On call, consultant, duty manager: 15, 30 and 60 minutes. */
export function escalation(more: Partial<Escalation> = {}): Escalation {
  return {
    ...{ of: 3, startedAt: NOW, contacts: ['first'] },
    next: [
      { dueAt: at(15), contacts: ['consultant', 'person:anna'] },
      { dueAt: at(30), contacts: ['duty-manager'] },
    ],
    overAt: at(60),
    ...more,
  };
}
