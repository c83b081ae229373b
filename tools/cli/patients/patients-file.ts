import type { RegistryRow } from '../../../shared/intake/registry.ts';
import type { Config } from '../../../shared/runtime/config.ts';

/** System of identifiers → assigning authority, as the laboratories' messages name it. */
type Authorities = ReadonlyMap<string, string>;

/** Patients with known cancer, as a file has them. */
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
