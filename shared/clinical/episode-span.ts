import type { EpochMs } from './instant.ts';
import type { JudgedDraw } from './judge-course.ts';

/** One episode: from its first high value to the value that closed it, or the last before a gap; no end = it runs. */
export type EpisodeSpan = { readonly from: EpochMs; readonly to?: EpochMs };

type Placed = Pick<JudgedDraw, 'at' | 'episode' | 'running'>;

/** The episodes in which the draws of a course lie, earliest first. */
export function episodeSpans(course: readonly Placed[]): readonly EpisodeSpan[] {
  const last = new Map<EpochMs, Placed>();
  for (const draw of course) if (draw.episode !== undefined) last.set(draw.episode, draw);
  const running = course.at(-1)?.running;
  return Array.from(last, ([from, { at }]) => (from === running ? { from } : { from, to: at }));
}
