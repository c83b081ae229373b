import { type Unit, unitNamed } from '../clinical/unit-table.ts';

const UCUM_SYSTEM = 'http://unitsofmeasure.org';

/** UCUM calls the equivalent `eq`. */
const UCUM: Readonly<Record<Unit, string>> = {
  'mg/dL': 'mg/dL',
  'mg/L': 'mg/L',
  'mmol/L': 'mmol/L',
  'mEq/L': 'meq/L',
  'g/dL': 'g/dL',
  'g/L': 'g/L',
  'umol/L': 'umol/L',
};

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A number with its unit, every digit as it stands: 12.40 is not 12.4. Undefined where the text is no number. */
export function quantity(value: string, unit: string, comparator = '=') {
  if (!NUMBER.test(value)) return undefined;
  const named = unit.trim();
  const known = unitNamed(unit);
  return {
    value: JSON.rawJSON(value),
    ...(comparator !== '=' && { comparator }),
    ...(named !== '' && { unit: named }),
    ...(known && { system: UCUM_SYSTEM, code: UCUM[known] }),
  };
}
