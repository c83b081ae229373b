import { levelRank } from '../../../shared/clinical/level.ts';
import type { DeskAlertRow } from '../../../shared/desk/desk-alert.ts';

type Urgent = Pick<DeskAlertRow, 'level' | 'escalation' | 'raisedAt'>;

const OVER = Number.NEGATIVE_INFINITY;
const NEVER = Number.POSITIVE_INFINITY;
const nextAt = ({ escalation }: Urgent) => (escalation === null ? NEVER : (escalation.nextAt ?? OVER));

/** Most urgent first: by level, then what is unanswered, then by the time left to the next step, then the one that has waited longest. */
export function byUrgency<T extends Urgent>(alerts: readonly T[]): readonly T[] {
  return alerts.toSorted(
    (a, b) =>
      levelRank(b.level) - levelRank(a.level) ||
      compareNumbers(nextAt(a), nextAt(b)) ||
      compareNumbers(a.raisedAt, b.raisedAt),
  );
}

/** Of two infinities the difference is no number. */
const compareNumbers = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
