import type { ClientCertificate } from './client-certificate.ts';

/** One message, or one frame or body that may hold several, as it arrived. */
export type Arrival = {
  readonly bytes: Uint8Array;
  /** Character set of the HTTP Content-Type. */
  readonly charset?: string;
  /** The sender had compressed it, which its feed must allow. */
  readonly compressed?: boolean;
  /** Of the sender, where the transport asked for one. */
  readonly certificate?: ClientCertificate;
};

/** Where messages come in, by whatever transport: it makes them durable and answers. */
export type Door = {
  /**
   * The acknowledgements of each arrival, in its order; none where the sender asked for none.
   * Rejects when any message may not be durable: then nothing may be answered, and the sender keeps them all.
   */
  readonly accept: (arrivals: readonly Arrival[]) => Promise<readonly (readonly Uint8Array[])[]>;
  /** The refusal (AR) of a message over the transport's cap, answered from its first bytes. */
  readonly refuseTooLarge: (head: Uint8Array) => readonly Uint8Array[];
  /**
   * What the commit block of MLLP release 2 says of a frame once it is accepted: whether all in it is kept.
   * Undefined where its feed asks for no commit blocks. The first bytes of a frame are enough to tell that.
   */
  readonly commitBlock: (frame: Arrival) => boolean | undefined;
};
