import { addTallies, NOTHING_YET, type Tally } from '../../functions/rejudge/tally.ts';
import type { Place } from '../../shared/chart/patient-page.ts';
import type { Ask } from './ask-local.ts';

/** Commands portion after portion until everybody is judged; is told of the charts so far between two. */
export async function rejudgeAll(
  ask: Ask,
  dryRun: boolean,
  onPortion: (charts: number) => void,
): Promise<Tally> {
  let tally = NOTHING_YET;
  let after: Place | undefined;
  do {
    const portion = await ask({ dryRun, ...(after && { after }) });
    tally = addTallies(tally, portion.tally);
    after = portion.next;
    if (after !== undefined) onPortion(tally.charts);
  } while (after !== undefined);
  return tally;
}

/** Whether something was missing, or a chart could not be judged. */
export function isAmiss({ failed, differences }: Tally): boolean {
  return failed > 0 || Object.keys(differences).length > 0;
}
