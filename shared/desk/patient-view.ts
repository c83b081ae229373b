import type { ChartEntry } from '../chart/chart.ts';
import { judgedBy } from '../chart/judge-chart.ts';
import { readUnion, type Union } from '../chart/union.ts';
import type { EpisodeSpan } from '../clinical/episode-span.ts';
import { episodesOf } from '../clinical/judge.ts';
import type { JudgeInput } from '../clinical/verdict.ts';
import type { DeskDependencies } from './desk-dependencies.ts';

/** All that the desk knows of one patient, under every identifier, as the judge sees it. */
export type PatientView = {
  readonly union: Union;
  readonly input: JudgeInput;
  readonly episodes: readonly EpisodeSpan[];
};

/** Reads what is known of the patient of a partition. */
export async function readPatient(dependencies: DeskDependencies, where: string): Promise<PatientView> {
  const { repository, policyOf, clock } = dependencies;
  const now = clock.now();
  const union = await readUnion(repository, where, now);
  const input = { ...judgedBy(union, policyOf).input, now };
  return { union, input, episodes: episodesOf(input) };
}

/** Whether the episode runs in which the alert's result lies: it is closed by its end, whatever was answered. */
export function episodeState(
  { episodes }: Pick<PatientView, 'episodes'>,
  { collectedAt }: ChartEntry,
): 'running' | 'closed' {
  const runs = episodes.some(({ from, to }) => to === undefined && from <= collectedAt);
  return runs ? 'running' : 'closed';
}

/** The newest alert of the same patient that was raised after this one. */
export function newerAlert(
  { union }: Pick<PatientView, 'union'>,
  { raisedAt }: ChartEntry,
): ChartEntry | undefined {
  return union.alerts
    .filter((alert) => alert.kind === 'alert' && alert.raisedAt > raisedAt)
    .reduce<ChartEntry | undefined>(
      (newest, alert) => (newest === undefined || alert.raisedAt > newest.raisedAt ? alert : newest),
      undefined,
    );
}
