import type { AssessParts } from '../../functions/assess/handler.ts';
import type { SweepDependencies } from '../../shared/alerting/sweep.ts';
import type { ChartService } from '../../shared/chart/chart-service.ts';
import type { ChartDependencies } from '../../shared/chart/create-chart-service.ts';
import { createKeys, type Keys } from '../../shared/chart/keys.ts';
import type { Table } from '../../shared/chart/table.ts';
import type { DeskDependencies } from '../../shared/desk/desk-dependencies.ts';
import type { MessageQueue } from '../../shared/intake/message-queue.ts';
import type { Delivery } from './queue.ts';

/** All that one attempt of a worker works with. */
export type Ports = ChartDependencies &
  SweepDependencies & {
    readonly table: Table;
    /** What of the function that reads messages is not as it should be. */
    readonly assess?: Partial<AssessParts>;
  };

/** What a known-bad variant changes. */
export type Defect = {
  readonly name: string;
  readonly table?: (table: Table, now: () => number) => Table;
  readonly ports?: (ports: Ports) => Ports;
  readonly service?: (service: ChartService, ports: Ports) => ChartService;
  /** What of the desk is not as it should be. */
  readonly desk?: (desk: DeskDependencies) => DeskDependencies;
  /** Which of the failed ones a batch says have failed. */
  readonly saysFailed?: (failed: readonly Delivery[]) => readonly Delivery[];
  readonly queue?: (queue: MessageQueue) => MessageQueue;
  readonly withoutSweep?: boolean;
  readonly withoutRedrive?: boolean;
  /** A message leaves the queue when it is received, not when it is done. */
  readonly forgetsReceived?: boolean;
};

export const SOUND: Defect = { name: 'none' };

export const keys = rememberKeys(createKeys({ secret: 'simulation', version: '1' }));
export const DUE_SHARDS = 2;

/** The same keys, each hash made once: hashing would take most of a run's time. */
function rememberKeys(made: Keys): Keys {
  const patients = new Map<string, ReturnType<Keys['patientKey']>>();
  const facts = new WeakMap<object, string>();
  const results = new Map<string, string>();
  return {
    ...made,
    resultKey: (identity) => {
      const key = results.get(identity) ?? made.resultKey(identity);
      results.set(identity, key);
      return key;
    },
    patientKey: (patient) => {
      const name = `${patient.authority} ${patient.id}`;
      const key = patients.get(name) ?? made.patientKey(patient);
      patients.set(name, key);
      return key;
    },
    factKey: (identity, fact) => {
      const { results, diagnoses } = fact;
      const content = results.length > 0 ? results : diagnoses;
      const key = facts.get(content) ?? made.factKey(identity, fact);
      facts.set(content, key);
      return key;
    },
  };
}
