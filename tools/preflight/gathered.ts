import type { ListedSubscription } from '../../shared/alerting/plan-subscriptions.ts';
import type { ContactTopic } from '../../shared/alerting/wanted-subscriptions.ts';
import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Looked } from './finding.ts';

export type StackState = { readonly name: string; readonly status: string };

export type SmsState = {
  readonly inSandbox: Looked<boolean>;
  /** As SNS names them. */
  readonly settings: Looked<Readonly<Record<string, string>>>;
  readonly spentThisMonthUsd: Looked<number>;
  /** Of the contacts' numbers. */
  readonly optedOut: Looked<ReadonlySet<string>>;
};

export type TopicState = {
  readonly topic: ContactTopic;
  readonly listed: Looked<readonly ListedSubscription[]>;
};

export type AlarmState = {
  readonly name: string;
  readonly actionsEnabled: boolean;
  readonly actions: number;
  readonly state: string;
};

export type ServiceState = {
  readonly queues: readonly {
    readonly name: string;
    readonly isDeadLetters: boolean;
    readonly messages: Looked<number>;
  }[];
  readonly rules: readonly { readonly name: string; readonly isEnabled: Looked<boolean> }[];
  readonly alarms: Looked<readonly AlarmState[]>;
  readonly tables: readonly { readonly name: string; readonly hasPointInTimeRecovery: Looked<boolean> }[];
  /** Functions that may run at once, in this account and region. */
  readonly concurrency: Looked<{ readonly total: number; readonly unreserved: number }>;
  readonly certificates: readonly { readonly endpoint: string; readonly expiresAt: Looked<EpochMs> }[];
};

/** All that is looked at before go-live. */
export type Gathered = {
  readonly stacks: readonly StackState[];
  readonly sms: SmsState;
  readonly contacts: Looked<ReadonlyMap<string, string>>;
  readonly topics: readonly TopicState[];
  /** Topics that the configuration asks for and the stack does not have. */
  readonly missingTopics: readonly string[];
  readonly service: ServiceState;
};
