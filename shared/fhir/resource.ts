import { createHash } from 'node:crypto';

/** A FHIR R4 resource as it is written; that it is a valid one the tests hold against the schema of HL7. */
export type Resource = {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
};

/** The resources of one alert, each by what it is in the bundle. */
export type Part =
  | 'bundle'
  | 'patient'
  | 'device'
  | 'issue'
  | 'page'
  | 'corrected'
  | `call-${number}`
  | `value-${number}`;

/** Names the resources of one alert: the same whenever it is asked for, and of nothing but the alert's id. */
export type Naming = (part: Part) => string;

export function namingOf(alertId: string): Naming {
  return (part) => uuidOf(`${alertId} ${part}`);
}

/** A UUID of version 8 (RFC 9562): 122 bits of a hash. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) % 4) + 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** How one resource of the bundle refers to another. */
export function refersTo(id: string): { readonly reference: string } {
  return { reference: `urn:uuid:${id}` };
}

export function coding(system: string, code: string, display?: string) {
  return { coding: [{ system, code, ...(display && { display }) }] };
}
