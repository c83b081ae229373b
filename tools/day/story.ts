import type { Level } from '../../shared/clinical/level.ts';
import type { Laboratory, TestName } from './laboratory.ts';
import type { SentResult } from './messages.ts';

/** A point of the sample time: day 0 is the day itself, days before it are negative; UTC. */
export type When = readonly [day: number, time: `${number}:${number}`];

/** A value as sent, or all that differs from how the laboratory usually sends this test. */
export type Told = string | Partial<SentResult>;

export type ResultsStep = {
  readonly does: 'results';
  readonly at: When;
  /** 45 minutes before it is sent when left out. */
  readonly collected?: When;
  /** Steps with the same label are versions of one order; an order of its own when left out. */
  readonly order?: string;
  readonly status: string;
  readonly told: Readonly<Partial<Record<TestName, Told>>>;
  readonly without: readonly TestName[];
  /** Only what is told, not the whole metabolic panel. */
  readonly alone: boolean;
  readonly processingId: 'P' | 'T';
  /** Sent once more, byte for byte, after so many minutes. */
  readonly againAfter?: number;
  /** PID-3.1 instead of the patient's own. */
  readonly patientId?: string;
  /** Put in as a line of its own after PID. */
  readonly strayLine?: string;
};

export type Step =
  | ResultsStep
  | { readonly does: 'diagnosis'; readonly at: When; readonly icd10: readonly [code: string, text: string] }
  | { readonly does: 'merge'; readonly at: When; readonly absorbed: string }
  | { readonly does: 'document'; readonly at: When };

/** What the pipeline is to say: the level of an alert or worklist entry, or a notice. */
export type Expected = Level | 'correction' | 'retraction';

export type Story = {
  readonly id: string;
  /** What it shows, in one line. */
  readonly shows: string;
  readonly laboratory: Laboratory;
  readonly patient: string;
  readonly steps: readonly Step[];
  readonly expected: readonly Expected[];
};

/** Results of one order, as the laboratory's metabolic panel with what is told put in. */
export function results(
  at: When,
  told: ResultsStep['told'],
  rest: Partial<Omit<ResultsStep, 'does' | 'at' | 'told'>> = {},
): ResultsStep {
  return {
    does: 'results',
    at,
    told,
    status: 'F',
    without: [],
    alone: false,
    processingId: 'P',
    ...rest,
  };
}
