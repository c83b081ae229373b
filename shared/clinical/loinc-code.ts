const LOINC_SHAPE = /^\d{1,7}-\d$/;
const LOINC_SYSTEMS = new Set(['', 'LN', 'LNC', 'LOINC', '2.16.840.1.113883.6.1', 'HTTP://LOINC.ORG']);

export const isLoincSystem = (system: string): boolean => LOINC_SYSTEMS.has(system.trim().toUpperCase());

/** Code and system together: a local code may have LOINC's shape, and a system may be left out. */
export function loincIn({
  code,
  system,
}: {
  readonly code: string;
  readonly system: string;
}): string | undefined {
  const trimmed = code.trim();
  return LOINC_SHAPE.test(trimmed) && isLoincSystem(system) ? trimmed : undefined;
}
