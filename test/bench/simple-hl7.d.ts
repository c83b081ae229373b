/** simple-hl7 3.3.0, as far as it is measured beside our reader. */
declare module 'simple-hl7' {
  type Segment = {
    /** Both counted from 1; the fields of `header` begin at MSH-3. Empty text where there is none. */
    getComponent(field: number, component: number): string;
    getField(field: number): string;
  };

  type Message = {
    readonly header: Segment;
    getSegment(id: string): Segment | undefined;
    getSegments(id: string): readonly Segment[];
  };

  export class Parser {
    parse(message: string): Message;
  }
}
