import { escapeText } from './escape.ts';
import { encodingCharacters, type Separators, STANDARD_SEPARATORS } from './separators.ts';

/** Text, or its subcomponents. */
export type ComponentInput = string | readonly string[];
/** Text, or components. */
export type FieldInput = string | readonly ComponentInput[] | Repeated | AsSent;

type Repeated = { readonly repeat: readonly (string | readonly ComponentInput[])[] };
type AsSent = { readonly asSent: string };

/** A field with several repetitions. */
export function repeated(...repeat: Repeated['repeat']): Repeated {
  return { repeat };
}

/** What already is HL7 in the separators of the message: put in as it is, nothing escaped. */
export function asSent(text: string): AsSent {
  return { asSent: text };
}

/**
 * A segment, all text escaped: `buildSegment('OBX', ['1', 'NM', ['17861-6', 'Calcium', 'LN'], '', '9.5'])`. Fields count
 * from 1; those of MSH from 3, for the first two are the separators. Empty fields at the end are left out.
 */
export function buildSegment(
  id: string,
  fields: readonly FieldInput[],
  separators: Separators = STANDARD_SEPARATORS,
): string {
  const texts = fields.map((field) => fieldText(field, separators));
  while (texts.at(-1) === '') texts.pop();
  const leading = id === 'MSH' ? [encodingCharacters(separators)] : [];
  return [id, ...leading, ...texts].join(separators.field);
}

/** A message of segments, each ended by CR. */
export function buildMessage(
  segments: readonly (readonly [id: string, ...fields: FieldInput[]])[],
  separators: Separators = STANDARD_SEPARATORS,
): string {
  return segments.map(([id, ...fields]) => `${buildSegment(id, fields, separators)}\r`).join('');
}

function fieldText(field: FieldInput, separators: Separators): string {
  if (typeof field === 'string') return escapeText(field, separators);
  if ('asSent' in field) return field.asSent;
  const repetitions = 'repeat' in field ? field.repeat : [field];
  return repetitions.map((repetition) => repetitionText(repetition, separators)).join(separators.repetition);
}

function repetitionText(repetition: string | readonly ComponentInput[], separators: Separators): string {
  if (typeof repetition === 'string') return escapeText(repetition, separators);
  return repetition.map((component) => componentText(component, separators)).join(separators.component);
}

function componentText(component: ComponentInput, separators: Separators): string {
  const subcomponents = typeof component === 'string' ? [component] : component;
  return subcomponents.map((text) => escapeText(text, separators)).join(separators.subcomponent);
}
