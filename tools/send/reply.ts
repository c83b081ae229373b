/** What became of one message at its receiver. */
export type Reply =
  /** `code` is MSA-1, `HTTP` and a status, or one of `ANSWERED_OTHERWISE`; `error` names HL7 table 0357, no content. */
  | { readonly is: 'answered'; readonly code: string; readonly error?: string }
  /** It may have been taken, or not. */
  | { readonly is: 'unanswered'; readonly why: string }
  /** It never went out. */
  | { readonly is: 'not-sent'; readonly why: string };

export const ANSWERED_OTHERWISE = {
  /** MSH-15 and MSH-16 ask for no answer. */
  none: 'none asked for',
  /** An answer came that is no acknowledgement. */
  unreadable: 'unreadable',
  /** An acknowledgement came, of another message: MSA-2 is not MSH-10. */
  ofAnother: 'of another message',
} as const;

const ACCEPTED: ReadonlySet<string> = new Set(['AA', 'CA', ANSWERED_OTHERWISE.none]);

/** Whether the receiver has said that it keeps the message, or was not asked to say anything. */
export function isAccepted(code: string): boolean {
  return ACCEPTED.has(code);
}

/** Carries messages one after the other. */
export type Carrier = {
  /** Never rejects. After anything but an answer the carrier is of no more use. */
  readonly carry: (message: Uint8Array) => Promise<Reply>;
  readonly close: () => void;
};

/** @throws where the receiver cannot be reached: nothing was sent. */
export type OpenCarrier = () => Promise<Carrier>;

/** The code of a system error, which quotes nothing of a message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown fault';
}

/** TLS was refused: what was written behind its handshake was read by nobody. */
export function isHandshakeFault(error: unknown): boolean {
  return /^ERR_(SSL|TLS)_/.test(codeOf(error));
}
