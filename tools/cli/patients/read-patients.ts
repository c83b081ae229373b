import { readFile } from 'node:fs/promises';
import { parseRegistry } from '../../../shared/intake/registry.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { CannotRunError } from '../exit-codes.ts';
import { whyUnreadable } from '../messages/list-files.ts';
import { conditionsOf } from './fhir-conditions.ts';
import type { ReadingPatients, ReadPatients } from './patients-file.ts';

/**
 * Patients with known cancer of a CSV file or of a FHIR bundle of Condition and Patient resources.
 * @throws CannotRunError with a line for each fault, without patient data
 */
export async function readPatients(path: string, reading: ReadingPatients): Promise<ReadPatients> {
  const text = await textOf(path);
  try {
    if (text.trimStart().startsWith('{')) return conditionsOf(text, reading);
    return { rows: parseRegistry(text, reading.config.policySets), leftOut: new Map() };
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CannotRunError(`${path}:\n${error.message}`);
    throw error;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return text.replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CannotRunError(`${path} ${whyUnreadable(error)}`);
  }
}
