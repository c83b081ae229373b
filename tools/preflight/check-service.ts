import { DAY_MS, type EpochMs } from '../../shared/clinical/instant.ts';
import { type Finding, fail, findingsOf, ok, orOk, warn } from './finding.ts';
import type { AlarmState, ServiceState, StackState } from './gathered.ts';

const LEAST_CERTIFICATE_DAYS = 14;
const EARLY_CERTIFICATE_DAYS = 45;
/** What a queue holds for a moment in an ordinary minute. */
const USUAL_BACKLOG = 1_000;
/** The functions of one deployment at their busiest: docs/cost-and-scale.md, "Quotas". */
const CONCURRENCY_NEEDED = 150;

export function checkStacks(stacks: readonly StackState[]): readonly Finding[] {
  return stacks.map(({ name, status }) =>
    /^(CREATE|UPDATE)_COMPLETE$/.test(status)
      ? ok('stacks', `${name}: ${status}`)
      : fail('stacks', `${name}: ${status}: finish or repair its deployment`),
  );
}

/** Whether queues are empty, schedules on, alarms heard, the table recoverable, certificates valid and quotas enough. */
export function checkService(service: ServiceState, now: EpochMs): readonly Finding[] {
  return [
    ...checkQueues(service.queues),
    ...checkRules(service.rules),
    ...findingsOf('alarms', 'the alarms', service.alarms, checkAlarms),
    ...checkTables(service.tables),
    ...findingsOf('concurrency', 'the concurrency of functions', service.concurrency, checkConcurrency),
    ...service.certificates.flatMap(({ endpoint, expiresAt }) =>
      findingsOf('certificates', `the certificate of ${endpoint}`, expiresAt, (at) =>
        checkCertificate(endpoint, at, now),
      ),
    ),
  ];
}

function checkQueues(queues: ServiceState['queues']): readonly Finding[] {
  return queues.flatMap(({ name, isDeadLetters, messages }) =>
    findingsOf('queues', `the queue ${name}`, messages, (count) => {
      if (isDeadLetters && count > 0) {
        return [fail('queues', `${name}: ${count} dead letters: find the cause, then redrive them`)];
      }
      return count > USUAL_BACKLOG
        ? [warn('queues', `${name}: ${count} messages wait: see whether they become fewer`)]
        : [ok('queues', `${name}: ${count} messages`)];
    }),
  );
}

function checkRules(rules: ServiceState['rules']): readonly Finding[] {
  return rules.flatMap(({ name, isEnabled }) =>
    findingsOf('schedules', `the rule ${name}`, isEnabled, (enabled) =>
      enabled
        ? [ok('schedules', `${name}: enabled`)]
        : [fail('schedules', `${name}: disabled, so that what it starts does not run: enable it`)],
    ),
  );
}

function checkAlarms(alarms: readonly AlarmState[]): readonly Finding[] {
  if (alarms.length === 0) return [fail('alarms', 'there are none: deploy the observability stack')];
  return orOk(alarms.flatMap(checkAlarm), 'alarms', `${alarms.length} alarms are quiet and would be heard`);
}

function checkAlarm({ name, actionsEnabled, actions, state }: AlarmState): readonly Finding[] {
  return [
    ...(actionsEnabled ? [] : [fail('alarms', `${name}: its actions are off: enable them`)]),
    ...(actions > 0 ? [] : [fail('alarms', `${name}: tells nobody: give it the operations topic`)]),
    ...(state === 'ALARM'
      ? [fail('alarms', `${name}: is in alarm: see its part of docs/operations.md`)]
      : []),
  ];
}

function checkTables(tables: ServiceState['tables']): readonly Finding[] {
  return tables.flatMap(({ name, hasPointInTimeRecovery }) =>
    findingsOf('table', `the backups of ${name}`, hasPointInTimeRecovery, (isOn) =>
      isOn
        ? [ok('table', `${name}: can be restored to any second of the last 35 days`)]
        : [fail('table', `${name}: point-in-time recovery is off: deploy the record stack again`)],
    ),
  );
}

function checkConcurrency({ total, unreserved }: { total: number; unreserved: number }): readonly Finding[] {
  const text = `${total} functions may run at once, ${unreserved} of them not reserved`;
  return unreserved < CONCURRENCY_NEEDED
    ? [
        warn(
          'concurrency',
          `${text}; a busy deployment takes ${CONCURRENCY_NEEDED}: raise the quota "Concurrent executions"`,
        ),
      ]
    : [ok('concurrency', text)];
}

function checkCertificate(endpoint: string, expiresAt: EpochMs, now: EpochMs): readonly Finding[] {
  const days = Math.floor((expiresAt - now) / DAY_MS);
  const text = `${endpoint}: the certificate ${days < 0 ? 'has expired' : `is valid for ${days} more days`}`;
  if (days < LEAST_CERTIFICATE_DAYS) return [fail('certificates', `${text}: renew it now`)];
  return days < EARLY_CERTIFICATE_DAYS
    ? [warn('certificates', `${text}: renew it`)]
    : [ok('certificates', text)];
}
