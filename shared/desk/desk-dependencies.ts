import type { Routing } from '../alerting/routing.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import type { PolicyOfPatient } from '../chart/policy-of-patient.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DeskTable } from './desk-table.ts';

/** What the desk needs of the outside. */
export type DeskDependencies = {
  readonly table: DeskTable;
  readonly repository: ChartRepository;
  readonly policyOf: PolicyOfPatient;
  readonly routing: Routing;
  readonly clock: Clock;
  readonly newToken: () => string;
};
