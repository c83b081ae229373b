/** What may be done after an error follows from its class alone. */
export type ErrorClass = 'permanent' | 'transient' | 'ambiguous';

/**
 * Every error this project raises on purpose. `code` is public API: documented in docs/operations.md, never renamed.
 * The message never carries message content or anything about a patient.
 */
export abstract class CalciumAlertsError extends Error {
  abstract readonly code: string;
  abstract readonly errorClass: ErrorClass;

  /** The name of each class is said in words: a bundle keeps no class names. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The message can never be processed: quarantine, never retry. `reason` is the quarantine reason that is counted. */
export class UnprocessableMessageError extends CalciumAlertsError {
  static override readonly name: string = 'UnprocessableMessageError';
  readonly code = 'MESSAGE_UNPROCESSABLE';
  readonly errorClass = 'permanent';
  readonly reason: string;

  constructor(reason: string, explanation: string) {
    super(explanation);
    this.reason = reason;
  }
}

/** A chart was contended for longer than this attempt may take: the queue tries again. */
export class ChartContendedError extends CalciumAlertsError {
  static override readonly name: string = 'ChartContendedError';
  readonly code = 'CHART_CONTENDED';
  readonly errorClass = 'transient';
}

/** The queue may or may not hold the message: the sender is not told that it does, and keeps it. */
export class QueueUncertainError extends CalciumAlertsError {
  static override readonly name: string = 'QueueUncertainError';
  readonly code = 'QUEUE_UNCERTAIN';
  readonly errorClass = 'ambiguous';
}

/** An item of the table that its schema does not know. Waits for a release that does; names the kind of item and paths. */
export class StoredItemError extends CalciumAlertsError {
  static override readonly name: string = 'StoredItemError';
  readonly code = 'STORED_ITEM_INVALID';
  readonly errorClass = 'transient';
}

/** What is left of a dropped file can never be read: what came before is kept, operations are told. */
export class FileUnreadableError extends CalciumAlertsError {
  static override readonly name: string = 'FileUnreadableError';
  readonly code = 'FILE_UNREADABLE';
  readonly errorClass = 'permanent';
  readonly reason: 'damaged' | 'too-large';

  constructor(reason: 'damaged' | 'too-large', explanation: string) {
    super(explanation);
    this.reason = reason;
  }
}

/** A front door did not take the canary's message: the next run tries again. */
export class CanaryRefusedError extends CalciumAlertsError {
  static override readonly name: string = 'CanaryRefusedError';
  readonly code = 'CANARY_REFUSED';
  readonly errorClass = 'transient';
}

/** Alerts of which the bus was not told: the next run tries again. */
export class EventsLeftError extends CalciumAlertsError {
  static override readonly name: string = 'EventsLeftError';
  readonly code = 'EVENTS_LEFT';
  readonly errorClass = 'transient';
}

/** Configuration that does not hold; names the path and what to do. */
export class ConfigurationError extends CalciumAlertsError {
  static override readonly name: string = 'ConfigurationError';
  readonly code = 'CONFIGURATION_INVALID';
  readonly errorClass = 'permanent';
}

/** Whether trying again could help. Anything that is not ours is taken as transient: nothing is given up on a guess. */
export function isPermanent(error: unknown): error is CalciumAlertsError {
  return error instanceof CalciumAlertsError && error.errorClass === 'permanent';
}
