/** How a sender trusts whom it meets, and shows who it is; PEM. */
export type SenderTls = {
  /** Certificate and key are given together. */
  readonly cert?: string;
  readonly key?: string;
  /** The authority of the receiver's certificate; those that Node knows when left out. */
  readonly ca?: string;
  /** Whom the receiver's certificate has to be for, where that is not the host. */
  readonly servername?: string;
};
