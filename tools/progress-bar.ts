import { SingleBar } from 'cli-progress';
import { MINUTE_MS } from '../shared/clinical/instant.ts';

export type ProgressBar = {
  readonly show: (done: number, figures?: Readonly<Record<string, number>>) => void;
  readonly stop: () => void;
};

/** A bar on stderr, `what` being the plural of what is counted; where no terminal is, a line a minute. */
export function progressBar(total: number, what: string, figures = ''): ProgressBar {
  const bar = new SingleBar({
    format: `{bar} {value}/{total} ${what}, ${figures}{eta_formatted} to go`,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: MINUTE_MS,
  });
  bar.start(total, 0);
  return { show: (done, shown = {}) => bar.update(done, shown), stop: () => bar.stop() };
}
