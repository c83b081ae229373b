import { readFileSync } from 'node:fs';
import type { Config } from '../shared/runtime/config.ts';
import { parseConfig } from '../shared/runtime/load-config.ts';

export const ENVIRONMENTS = ['dev', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Invocations kept for a function and withheld from the rest of the account. */
export type ReservedConcurrency = { readonly receive: number; readonly sweep: number };

/** What differs between environments; everything else is the same stack. */
export type EnvironmentSettings = {
  readonly name: EnvironmentName;
  /** The stacks cannot be deleted by mistake. */
  readonly terminationProtection: boolean;
  readonly logRetentionDays: 30 | 365;
  /** Raw messages as received. */
  readonly archiveDays: number;
  readonly quarantineDays: number;
  /** Batches judged at the same time. */
  readonly assessConcurrency: number;
  readonly reservedConcurrency?: ReservedConcurrency;
};

const SETTINGS: Readonly<Record<EnvironmentName, EnvironmentSettings>> = {
  dev: {
    name: 'dev',
    terminationProtection: false,
    logRetentionDays: 30,
    archiveDays: 7,
    quarantineDays: 30,
    assessConcurrency: 5,
  },
  prod: {
    name: 'prod',
    terminationProtection: true,
    logRetentionDays: 365,
    archiveDays: 90,
    quarantineDays: 400,
    assessConcurrency: 50,
    reservedConcurrency: { receive: 50, sweep: 1 },
  },
};

/** How long each function may take. A transient fault comes back after six times as long (its queue's visibility). */
export const TIMEOUT_SECONDS = { receive: 15, unbatch: 900, assess: 30, sweep: 50 } as const;
export type FunctionName = keyof typeof TIMEOUT_SECONDS;

function isEnvironmentName(name: unknown): name is EnvironmentName {
  return ENVIRONMENTS.some((known) => known === name);
}

/** The settings of `-c env=…`; throws and names the choices when there is no such environment. */
export function settingsOf(name: unknown): EnvironmentSettings {
  if (!isEnvironmentName(name)) {
    throw new Error(`-c env=${String(name)}: choose one of ${ENVIRONMENTS.join(', ')}`);
  }
  return SETTINGS[name];
}

/** Reads and checks a calcium-alerts.config.json; throws with one line for each thing that is wrong. */
export function readConfig(file: string): Config {
  return parseConfig(readFileSync(file, 'utf8'), file);
}

/** Where Parameter Store keeps whom to reach: `sms-1`, `sms-2`, `email-1` … below the team's (or operations') path. */
export function contactParameter(environment: EnvironmentName, path: string, contact: string): string {
  return `/calcium-alerts/${environment}/${path}/${contact}`;
}
