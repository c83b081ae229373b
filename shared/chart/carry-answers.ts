import { changeEntry } from './change-entry.ts';
import type { Chart, ChartEntry, Leaving } from './chart.ts';
import type { ChartRepository } from './chart-repository.ts';

/**
 * What somebody has answered in this chart while a member took its alerts along, or since, is answered where they lie
 * now; false when others keep changing them. The chart is let go on condition of what was read of it, so no answer can come to it after this.
 */
export async function carryAnswers(
  repository: ChartRepository,
  { alerts }: Pick<Chart, 'alerts'>,
  { keys }: Pick<Leaving, 'keys'>,
): Promise<boolean> {
  const left = alerts.filter(({ where, answers }) => keys.includes(where) && answers !== undefined);
  for (const alert of left) {
    if (!(await changeEntry(repository, alert, (taken) => withLaterAnswer(taken, alert)))) return false;
  }
  return true;
}

const countOf = ({ answers }: ChartEntry) => answers?.count ?? 0;

/** The one that was answered more often; of two that were answered apart the open one, else the later answer. */
function withLaterAnswer(taken: ChartEntry, left: ChartEntry): ChartEntry {
  const more = countOf(left) - countOf(taken);
  if (more > 0) return left;
  if (more < 0 || isSame(taken, left)) return taken;
  const { answers } = taken;
  const decides = atOf(left) > atOf(taken) ? left : taken;
  return { ...decides, ...(answers && { answers: { ...answers, count: answers.count + 1 } }) };
}

function isSame({ acknowledgement: a }: ChartEntry, { acknowledgement: b }: ChartEntry): boolean {
  return a?.by === b?.by && a?.at === b?.at;
}

/** An open alert is later than any answer. */
const atOf = ({ acknowledgement }: ChartEntry): number => acknowledgement?.at ?? Number.POSITIVE_INFINITY;
