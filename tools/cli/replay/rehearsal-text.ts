import type { RehearsalReport, WouldBeRaised } from '../../replay/rehearsal-report.ts';

/** What would come of messages: their fates, and who would be paged of what. No patient data. */
export function rehearsalText({ fates, raised }: RehearsalReport): readonly string[] {
  const paged = raised.filter(({ pages }) => pages);
  const listed = raised.filter(({ pages }) => !pages);
  return [
    ...Object.entries(fates).map(([fate, count]) => `  ${fate}  ${count}`),
    ...blockOf(`WOULD BE PAGED (${paged.length})`, paged),
    ...blockOf(`WOULD BE LISTED, and paged to nobody (${listed.length})`, listed),
    ...(raised.length === 0 ? ['Nothing would be raised.'] : []),
  ];
}

function blockOf(title: string, raised: readonly WouldBeRaised[]): readonly string[] {
  if (raised.length === 0) return [];
  return ['', title, ...raised.map((one) => `  ${lineOf(one)}`)];
}

function lineOf({ alertId, level, kind, rule, team }: WouldBeRaised): string {
  const what = kind === 'alert' ? level : `${kind} of ${level}`;
  return `${what} of ${team}, rule ${rule}, to be ${alertId}`;
}
