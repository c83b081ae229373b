/** Every message ends in exactly one of these; received = judged + ignored + quarantined. */
export type Fate =
  | { readonly is: 'judged'; readonly valuesQuarantined: readonly string[] }
  | { readonly is: 'ignored'; readonly reason: IgnoredReason }
  | {
      readonly is: 'quarantined';
      readonly reason: string;
      /** Where nothing of the message was judged because of its values. */
      readonly valuesQuarantined?: readonly string[];
    };

/** Why nothing was to be judged. Public codes (docs/operations.md). */
export type IgnoredReason =
  | 'test'
  | 'nothing-watched'
  | 'message-type'
  | 'acknowledgement'
  | 'placeholder-identifier';

/** Keeps the counts; called again with the same message id it changes nothing. */
export type FateRecorder = {
  readonly record: (messageId: string, feed: string, fate: Fate) => Promise<void>;
  /** Hands on what was recorded since, where that is not done at once. */
  readonly flush?: () => void;
};
