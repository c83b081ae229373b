import type { Choices } from './choices.ts';

/** What becomes of one request: carried out, refused, or carried out with its answer lost. */
type Fate = 'done' | 'refused' | 'answer-lost';

/** One worker's attempt at one piece of work; a crash ends it and all that it holds in memory. */
export type Attempt = { readonly name: string; crashed: boolean };

type Request = { readonly attempt: Attempt; readonly label: string; readonly carryOut: (fate: Fate) => void };

/** Made once: a stack for each would take much of a run's time. */
const REFUSED = new Error('refused by the simulation');
const ANSWER_LOST = new Error('carried out, answer lost by the simulation');

/** Lets exactly one request of all workers go on at a time; which one, and what becomes of it, is chosen. */
export type Scheduler = {
  /** A request of an attempt: its effect happens, as a whole, when the scheduler lets it. */
  readonly request: <T>(attempt: Attempt, label: string, effect: () => T) => Promise<T>;
  readonly waiting: () => number;
  /** Lets one waiting request go on. */
  readonly letOneGo: () => void;
  /** Ends an attempt. Its open requests never reach the table, or are on their way and reach it now or later. */
  readonly crash: (attempt: Attempt) => void;
  /** From now on nothing fails. */
  readonly stopFaults: () => void;
  readonly faults: () => boolean;
  /** What happened, for a reader of a failing run. */
  readonly trace: readonly string[];
};

const FAULT_IN = 24;

export function createScheduler(choices: Choices): Scheduler {
  let open: Request[] = [];
  let faulty = true;
  const trace: string[] = [];

  const fateOf = (): Fate => {
    if (!faulty) return 'done';
    const fault = choices.below(FAULT_IN);
    if (fault === FAULT_IN - 1) return 'refused';
    return fault === FAULT_IN - 2 ? 'answer-lost' : 'done';
  };

  return {
    request: (attempt, label, effect) =>
      new Promise((resolve, reject) => {
        if (attempt.crashed) return;
        const carryOut = (fate: Fate) => {
          if (fate === 'refused') return reject(REFUSED);
          const answer = effect();
          if (fate === 'answer-lost') return reject(ANSWER_LOST);
          resolve(answer);
        };
        open.push({ attempt, label, carryOut });
      }),
    waiting: () => open.length,
    letOneGo: () => {
      const index = choices.below(open.length);
      const [request] = open.splice(index, 1);
      if (request === undefined) return;
      const fate = request.attempt.crashed ? 'done' : fateOf();
      trace.push(
        `${request.attempt.name}${request.attempt.crashed ? ' (crashed)' : ''} ${request.label} ${fate}`,
      );
      request.carryOut(fate);
    },
    crash: (attempt) => {
      trace.push(`${attempt.name} crashes`);
      attempt.crashed = true;
      open = open.filter((request) => request.attempt !== attempt || choices.below(2) === 1);
    },
    stopFaults: () => {
      faulty = false;
    },
    faults: () => faulty,
    trace,
  };
}

/** Until every worker waits for a request of its own: there is nothing but promises between two requests. */
export function untilAllWait(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
