import type { ListedSubscription } from '../../../../shared/alerting/plan-subscriptions.ts';
import type { ContactTopic } from '../../../../shared/alerting/wanted-subscriptions.ts';
import { epochMs } from '../../../../shared/clinical/instant.ts';
import { configSchema } from '../../../../shared/runtime/config.ts';
import type { Looked } from '../../../../tools/preflight/finding.ts';
import type { Gathered } from '../../../../tools/preflight/gathered.ts';
import { confirmed } from '../../alerting/memory-subscriptions.ts';

export const NOW = epochMs(Date.UTC(2026, 10, 23, 4));
export const DENIED = { is: 'unknown', why: 'AccessDenied' } as const;

export function known<Value>(value: Value): Looked<Value> {
  return { is: 'known', value };
}

const CONTACTS = [
  { protocol: 'sms', to: '+12025550100' },
  { protocol: 'email', to: 'x@example.org' },
  { protocol: 'email', to: 'x@example.org' },
] as const;

export const config = configSchema.parse({
  teams: [{ id: 'lung', name: 'Lung', contacts: [...CONTACTS] }],
  fallbackTeam: 'lung',
});

export const TOPIC: ContactTopic = {
  ...{ name: 'lung', arn: 'arn:lung', path: 'teams/lung', contacts: CONTACTS, byLevel: true },
};

export const PARAMETERS = {
  'teams/lung/sms-1': '+12025550123',
  'teams/lung/email-1': 'a@example.org',
  'teams/lung/email-2': 'b@example.org',
};

const BY_SMS = '{"level":["critical","urgent"],"contact":["first"]}';
const BY_EMAIL = '{"level":["critical","urgent","routine"],"contact":["first"]}';

export const SUBSCRIBED: readonly ListedSubscription[] = [
  confirmed('sms', '+12025550123', BY_SMS),
  confirmed('email', 'a@example.org', BY_EMAIL),
  confirmed('email', 'b@example.org', BY_EMAIL),
];

/** A deployment of which nothing is wrong. */
export function healthy(): Gathered {
  return {
    stacks: [{ name: 'CalciumAlerts-prod-Pipeline', status: 'UPDATE_COMPLETE' }],
    contacts: known(new Map(Object.entries(PARAMETERS))),
    topics: [{ topic: TOPIC, listed: known(SUBSCRIBED) }],
    missingTopics: [],
    sms: {
      inSandbox: known(false),
      settings: known({
        DeliveryStatusIAMRole: 'arn:role',
        DeliveryStatusSuccessSamplingRate: '100',
        MonthlySpendLimit: '200',
      }),
      spentThisMonthUsd: known(12.5),
      optedOut: known(new Set()),
    },
    service: {
      queues: [
        { name: 'IntakeQueue', isDeadLetters: false, messages: known(3) },
        { name: 'IntakeDeadLetters', isDeadLetters: true, messages: known(0) },
      ],
      rules: [{ name: 'SweepScheduleEachMinute', isEnabled: known(true) }],
      alarms: known([{ name: 'SweepNotRunning', actionsEnabled: true, actions: 1, state: 'OK' }]),
      tables: [{ name: 'charts', hasPointInTimeRecovery: known(true) }],
      concurrency: known({ total: 1_000, unreserved: 949 }),
      certificates: [{ endpoint: 'hl7.example.org:443', expiresAt: known(epochMs(NOW + 90 * 86_400_000)) }],
    },
  };
}
