import type { Tally } from '../../functions/rejudge/tally.ts';
import type { Finding } from '../../shared/chart/review.ts';

const MEANS: Readonly<Record<Finding, string>> = {
  missed: 'missed',
  expected: 'not there yet, and no fault',
  'earlier-policy': 'left apart: their patient was judged last by an earlier policy',
  older: 'left apart: too old',
};
const RAISED = new Set<string>(['missed', 'expected'] satisfies Finding[]);

/** What a re-judge found, a line for each finding and kind. */
export function report({ charts, failed, differences, listed }: Tally, dryRun: boolean): string {
  const found = Object.entries(differences).map(([name, count]) => {
    const [finding = '', kind = ''] = name.split(' ');
    const raised = RAISED.has(finding) && !dryRun ? '; raised now' : '';
    return `${count} ${kind}${count === 1 ? '' : 's'}: ${new Map(Object.entries(MEANS)).get(finding)}${raised}`;
  });
  const unjudged = failed > 0 ? [`${failed} could not be judged: look for rejudge-failed in the log`] : [];
  const mended = listed > 0 ? [`${listed} stood in no list of the desk: put there now`] : [];
  const nothing = found.length === 0 ? ['nothing is missing'] : [];
  return [`${charts} charts judged again`, ...unjudged, ...nothing, ...found.toSorted(), ...mended].join(
    '\n',
  );
}
