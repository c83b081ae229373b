/** hl7-standard 1.0.4, as far as the adapter uses it. */
declare module 'hl7-standard' {
  namespace HL7 {
    /** A component: text, or its subcomponents (text with '&') as a list. */
    type Component = string | readonly string[];
    /** Components under keys such as 'PID.3.1', in order. */
    type Repetition = Readonly<Record<string, Component>>;
    /** Text; subcomponents of the only component; components; or repetitions. */
    type Field = string | readonly string[] | Repetition | readonly Repetition[];
    type Segment = {
      readonly type: string;
      /** Position of its line in the message, from 0. */
      readonly index: number;
      /** Fields under keys such as 'PID.3', in order; MSH begins at 'MSH.2', which is always '^~\\&'. */
      readonly data: Readonly<Record<string, Field>>;
    };
  }

  class HL7 {
    constructor(message: string);
    /** Segments under their ids; present once `transform` has run, which it must only once. */
    readonly transformed: Readonly<Record<string, readonly HL7.Segment[]>>;
    /** Throws when the message cannot be parsed. */
    transform(): void;
  }

  export = HL7;
}
