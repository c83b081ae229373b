import { SingleBar } from 'cli-progress';
import { type EpochMs, epochMs } from '../../shared/clinical/instant.ts';

/** What a command has of the outside: its output, and how far it has come where somebody watches. */
export type Terminal = {
  /** Results; one line end is added. */
  readonly print: (text: string) => void;
  /** What goes beside results: never into a pipe. */
  readonly tell: (text: string) => void;
  readonly progress: (total: number, unit: string) => Progress;
  readonly now: () => EpochMs;
};

export type Progress = { readonly add: (amount: number) => void; readonly stop: () => void };

const UNWATCHED: Progress = { add: () => {}, stop: () => {} };

/** Progress is shown to a person at a terminal, and to nobody else. */
export function processTerminal(): Terminal {
  const isWatched = process.stderr.isTTY === true && process.env.CI === undefined;
  return {
    print: (text) => console.log(text),
    tell: (text) => console.error(text),
    progress: (total, unit) => (isWatched ? startBar(total, unit) : UNWATCHED),
    now: () => epochMs(Date.now()),
  };
}

function startBar(total: number, unit: string): Progress {
  const bar = new SingleBar({
    format: `{bar} {percentage} % of {total} ${unit}, {eta} s left`,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { add: (amount) => bar.increment(amount), stop: () => bar.stop() };
}
