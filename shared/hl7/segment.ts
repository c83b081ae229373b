import type { Separators } from './separators.ts';

/** Text of subcomponents, escapes decoded. */
export type Component = readonly string[];
export type Repetition = readonly Component[];
export type Field = readonly Repetition[];

/** One segment in normal form: field → repetition → component → subcomponent. Read it by the functions below. */
export type Segment = {
  readonly id: string;
  /** Fields from 1 on at index 0 on, as the standard counts them, MSH too. */
  readonly fields: readonly Field[];
  readonly separators: Separators;
};

const NO_FIELD: Field = [];
/** HL7's "delete what you have": for a reader of facts the same as nothing. */
const NULL = '""';

/** Every repetition of a field, numbered as in the standard: `field(pid, 3)` is PID-3. */
export function field(segment: Segment, number: number): Field {
  return segment.fields[number - 1] ?? NO_FIELD;
}

/** A component's whole text, numbered as in the standard: a raw `&` in it was text, not a separator. */
export function componentText(segment: Segment, repetition: Repetition, number: number): string {
  return (repetition[number - 1] ?? []).join(segment.separators.subcomponent);
}

/** The first repetition's component, trimmed, with HL7's null as nothing: `elementText(msh, 9, 2)` is MSH-9.2. */
export function elementText(segment: Segment | undefined, number: number, component = 1): string {
  if (segment === undefined) return '';
  const [first = []] = field(segment, number);
  return withoutNull(componentText(segment, first, component));
}

/** A repetition as it was sent, its escapes decoded: for elements that are text, whatever separators they hold. */
export function repetitionText(segment: Segment, repetition: Repetition): string {
  const { component, subcomponent } = segment.separators;
  return repetition.map((parts) => parts.join(subcomponent)).join(component);
}

/** A whole field as it was sent, its escapes decoded, trimmed, with HL7's null as nothing. */
export function fieldText(segment: Segment, number: number): string {
  const repetitions = field(segment, number).map((repetition) => repetitionText(segment, repetition));
  return withoutNull(repetitions.join(segment.separators.repetition));
}

/** An identifier of several components (EI) as one text joined with '^', empty components at its end left out. */
export function identifierText(segment: Segment | undefined, number: number): string {
  if (segment === undefined) return '';
  const [first = []] = field(segment, number);
  const components = first.map((_, index) => withoutNull(componentText(segment, first, index + 1)));
  while (components.at(-1) === '') components.pop();
  return components.join('^');
}

export function withoutNull(text: string): string {
  const trimmed = text.trim();
  return trimmed === NULL ? '' : trimmed;
}
