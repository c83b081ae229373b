import { readFile } from 'node:fs/promises';
import { parseRegistry, type RegistryRow } from '../../../shared/intake/registry.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { ConfigurationError } from '../../../shared/runtime/errors.ts';
import { CannotRunError } from '../exit-codes.ts';
import { whyUnreadable } from '../messages/list-files.ts';
import { type Authorities, conditionsOf } from './fhir-conditions.ts';

export type ReadPatients = {
  readonly rows: readonly RegistryRow[];
  /** What of a bundle was left out, and how often. */
  readonly leftOut: ReadonlyMap<string, number>;
};

export type ReadingPatients = {
  readonly config: Config;
  /** Of a bundle: which authority stands for which system of identifiers. */
  readonly authorities: Authorities;
  /** Of a bundle: the team of everybody in it. */
  readonly team: string;
};

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
