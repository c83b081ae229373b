import { type Choices, onceIn } from './choices.ts';
import type { Faults, Temper } from './faults.ts';

/** What becomes of one request: carried out, refused, or carried out with its answer lost. */
type Fate = 'done' | 'refused' | 'answer-lost';

/** One worker's attempt at one piece of work; a crash ends it and all that it holds in memory. */
export type Attempt = { readonly name: string; crashed: boolean };

type Request = {
  readonly attempt: Attempt;
  readonly label: string;
  readonly carryOut: (fate: Fate) => unknown;
};

/** Made once: a stack for each would take much of a run's time. */
const REFUSED = new Error('refused by the simulation');
const ANSWER_LOST = new Error('carried out, answer lost by the simulation');

/** Lets exactly one request of all workers go on at a time; which one, and what becomes of it, is chosen. */
export type Scheduler = {
  /** A request of an attempt: its effect happens, as a whole, when the scheduler lets it. */
  readonly request: <T>(attempt: Attempt, label: string, effect: () => T) => Promise<T>;
  readonly waiting: () => number;
  /** How many requests went on so far. */
  readonly requests: () => number;
  /** Lets one waiting request go on. */
  readonly letOneGo: () => void;
  /**
   * Ends an attempt. Its open requests never reach the table, or are on their way and reach it now or later; then it
   * is over. A queue hides a message for far longer than a request takes.
   */
  readonly crash: (attempt: Attempt, whenOver: () => void) => void;
  /** From now on nothing fails. */
  readonly stopFaults: () => void;
  /** The faults that may still happen. */
  readonly faults: () => Faults;
  /** What happened, for a reader of a failing run. */
  readonly trace: string[];
};

export const PUBLISH = 'publish';
const FAULT_IN = 24;
const NONE: Faults = new Set();

export function createScheduler(choices: Choices, faults: Faults, { publishFaultIn }: Temper): Scheduler {
  let open: Request[] = [];
  let happening = faults;
  const crashed = new Map<Attempt, () => void>();
  const trace: string[] = [];
  let carriedOut = 0;

  const fateOf = (label: string): Fate => {
    if (happening.has('publish') && label.startsWith(PUBLISH) && onceIn(choices, publishFaultIn))
      return choices.below(2) === 0 ? 'refused' : 'answer-lost';
    if (happening.has('throttling') && onceIn(choices, FAULT_IN)) return 'refused';
    return happening.has('timeout') && onceIn(choices, FAULT_IN) ? 'answer-lost' : 'done';
  };

  const endIfOver = (attempt: Attempt) => {
    if (open.some((request) => request.attempt === attempt)) return;
    crashed.get(attempt)?.();
    crashed.delete(attempt);
  };

  return {
    request: (attempt, label, effect) =>
      new Promise((resolve, reject) => {
        if (attempt.crashed) return;
        const carryOut = (fate: Fate) => {
          if (fate === 'refused') return reject(REFUSED);
          const answer = effect();
          if (fate === 'answer-lost') reject(ANSWER_LOST);
          else resolve(answer);
          return answer;
        };
        open.push({ attempt, label, carryOut });
      }),
    waiting: () => open.length,
    requests: () => carriedOut,
    letOneGo: () => {
      if (open.length === 0) return;
      const [request] = open.splice(choices.below(open.length), 1);
      if (request === undefined) return;
      const fate = request.attempt.crashed ? 'done' : fateOf(request.label);
      carriedOut += 1;
      const { name, crashed: isLate } = request.attempt;
      const hasLost = request.carryOut(fate) === false;
      trace.push(`${name}${isLate ? ' (crashed)' : ''} ${request.label} ${hasLost ? 'no: ' : ''}${fate}`);
      if (request.attempt.crashed) endIfOver(request.attempt);
    },
    crash: (attempt, whenOver) => {
      trace.push(`${attempt.name} crashes`);
      attempt.crashed = true;
      open = open.filter((request) => request.attempt !== attempt || choices.below(2) === 1);
      crashed.set(attempt, whenOver);
      endIfOver(attempt);
    },
    stopFaults: () => {
      happening = NONE;
    },
    faults: () => happening,
    trace,
  };
}

/**
 * Until every worker waits for a request of its own: there is nothing but promises between two requests, and Node comes
 * to the next tick when none of them can go on. (A turn of the event loop would cost a sixth of a run's time.)
 */
export function untilAllWait(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
