import type { Config } from '../shared/runtime/config.ts';
import { readConfigFile } from '../shared/runtime/config-file.ts';

export const ENVIRONMENTS = ['dev', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Invocations kept for a function and withheld from the rest of the account. */
export type ReservedConcurrency = { readonly receive: number; readonly sweep: number; readonly desk: number };

/** Copies of the table outside it, in a vault of AWS Backup. */
export type BackupSettings = {
  readonly dailyKeptDays: number;
  readonly monthlyKeptDays: number;
  /** Nobody deletes a copy before its time, and the vault refuses shorter times. */
  readonly locked: boolean;
};

/** What differs between environments and cells; everything else is the same stack. */
export type EnvironmentSettings = {
  readonly name: EnvironmentName;
  /** The environment, and the cell if there are several: what tells two deployments in one account apart. */
  readonly deployment: string;
  /** The stacks cannot be deleted by mistake. */
  readonly terminationProtection: boolean;
  readonly logRetentionDays: 30 | 365;
  /** Raw messages as received. */
  readonly archiveDays: number;
  readonly quarantineDays: number;
  readonly backups: BackupSettings;
  /** Batches judged at the same time. */
  readonly assessConcurrency: number;
  readonly reservedConcurrency?: ReservedConcurrency;
  /** How a new version of a function takes over from the one before. */
  readonly deploymentPace: 'gradual' | 'at-once';
  /** Requests that the HL7 API takes: so many a second, and so many at once. */
  readonly hl7Throttle: Throttle;
  /** Those that the desk takes, of all its users together. */
  readonly deskThrottle: Throttle;
};

export type Throttle = { readonly perSecond: number; readonly burst: number };

const SETTINGS: Readonly<Record<EnvironmentName, Omit<EnvironmentSettings, 'deployment'>>> = {
  dev: {
    name: 'dev',
    terminationProtection: false,
    logRetentionDays: 30,
    archiveDays: 7,
    quarantineDays: 30,
    backups: { dailyKeptDays: 7, monthlyKeptDays: 35, locked: false },
    assessConcurrency: 5,
    deploymentPace: 'at-once',
    hl7Throttle: { perSecond: 20, burst: 40 },
    deskThrottle: { perSecond: 20, burst: 40 },
  },
  prod: {
    name: 'prod',
    terminationProtection: true,
    logRetentionDays: 365,
    archiveDays: 90,
    quarantineDays: 400,
    backups: { dailyKeptDays: 35, monthlyKeptDays: 365, locked: true },
    assessConcurrency: 50,
    reservedConcurrency: { receive: 50, sweep: 1, desk: 20 },
    deploymentPace: 'gradual',
    hl7Throttle: { perSecond: 200, burst: 400 },
    deskThrottle: { perSecond: 50, burst: 100 },
  },
};

/**
 * How long each function may take. What a function gives back comes again after a back-off of its own; what one took to
 * its end with it (a crash, the time run out) after its queue's visibility, six times as long.
 */
export const TIMEOUT_SECONDS = {
  receive: 15,
  unbatch: 900,
  assess: 30,
  sweep: 50,
  rejudge: 900,
  delivery: 60,
  subscriptions: 300,
  canary: 150,
  desk: 15,
  'fhir-events': 300,
} as const;
export type FunctionName = keyof typeof TIMEOUT_SECONDS;

function isEnvironmentName(name: unknown): name is EnvironmentName {
  return ENVIRONMENTS.some((known) => known === name);
}

/** The settings of `-c env=…` for one cell; throws and names the choices when there is no such environment. */
export function settingsOf(name: unknown, cell?: string): EnvironmentSettings {
  if (!isEnvironmentName(name)) {
    throw new Error(`-c env=${String(name)}: choose one of ${ENVIRONMENTS.join(', ')}`);
  }
  return { ...SETTINGS[name], deployment: cell ? `${name}-${cell}` : name };
}

/** Reads and checks a calcium-alerts.config.json; throws with one line for each thing that is wrong. */
export function readConfig(file: string): Config {
  return readConfigFile(file);
}

/** Below it Parameter Store keeps whom to reach: teams/lung/sms-1, teams/lung/email-1 …, operations/email-1 … */
export function contactsPath(deployment: string): string {
  return `/calcium-alerts/${deployment}`;
}
