import { type EpochMs, epochMs } from '../../shared/clinical/instant.ts';
import { progressBar } from '../progress-bar.ts';

/** What a command has of the outside: its output, and how far it has come where somebody watches. */
export type Terminal = {
  /** Results; one line end is added. */
  readonly print: (text: string) => void;
  /** What goes beside results: never into a pipe. */
  readonly tell: (text: string) => void;
  readonly progress: (total: number, unit: string) => Progress;
  /** Aborted by the first Ctrl-C from now on, for work that then comes to an end; a second one ends the program. */
  readonly interruption: () => AbortSignal;
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
    interruption,
    now: () => epochMs(Date.now()),
  };
}

function startBar(total: number, unit: string): Progress {
  const bar = progressBar(total, unit);
  let done = 0;
  return {
    add: (amount) => {
      done += amount;
      bar.show(done);
    },
    stop: bar.stop,
  };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    console.error('\nstopping once what was sent is answered; once more to end at once');
    controller.abort();
  });
  return controller.signal;
}
