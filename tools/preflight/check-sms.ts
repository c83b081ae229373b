import type { Config } from '../../shared/runtime/config.ts';
import { type Finding, fail, findingsOf, ok, orOk, warn } from './finding.ts';
import type { SmsState } from './gathered.ts';

const CHECK = 'sms';
/** SNS gives a new account one dollar a month, and is silent once it is spent. */
const NEW_ACCOUNT_USD = 1;
const NEARLY_SPENT = 0.8;

/** Whether this account may send SMS to anybody, as many as are needed, and hears what became of them. */
export function checkSms(sms: SmsState, config: Pick<Config, 'sms'>): readonly Finding[] {
  return [
    ...findingsOf(CHECK, 'the SMS sandbox', sms.inSandbox, checkSandbox),
    ...findingsOf(CHECK, 'the SMS settings', sms.settings, (settings) => [
      ...checkLimit(settings.MonthlySpendLimit, config.sms.monthlySpendLimitUsd),
      ...checkLogging(settings),
    ]),
    ...findingsOf(CHECK, 'what was spent on SMS', sms.spentThisMonthUsd, (spent) =>
      sms.settings.is === 'known' ? checkSpent(spent, Number(sms.settings.value.MonthlySpendLimit)) : [],
    ),
  ];
}

function checkSandbox(inSandbox: boolean): readonly Finding[] {
  return inSandbox
    ? [
        fail(
          CHECK,
          'the account is in the SMS sandbox: only verified numbers are reached. Ask AWS Support to move it out',
        ),
      ]
    : [ok(CHECK, 'the account is out of the SMS sandbox')];
}

function checkLimit(limitText: string | undefined, configured: number | undefined): readonly Finding[] {
  const limit = Number(limitText ?? NEW_ACCOUNT_USD);
  if (configured !== undefined && limit < configured) {
    return [
      fail(
        CHECK,
        `the monthly spend limit is ${limit} USD and sms.monthlySpendLimitUsd asks for ${configured}: have AWS raise the quota, then deploy again`,
      ),
    ];
  }
  return limit <= NEW_ACCOUNT_USD
    ? [
        fail(
          CHECK,
          `the monthly spend limit is ${limit} USD: SMS stop once it is spent. Set sms.monthlySpendLimitUsd`,
        ),
      ]
    : [ok(CHECK, `the monthly spend limit is ${limit} USD`)];
}

function checkLogging(settings: Readonly<Record<string, string>>): readonly Finding[] {
  const isLogged = Boolean(settings.DeliveryStatusIAMRole);
  const isWhole = settings.DeliveryStatusSuccessSamplingRate === '100';
  return isLogged && isWhole
    ? [ok(CHECK, 'SNS logs what becomes of every SMS')]
    : [
        fail(
          CHECK,
          'SNS does not log what becomes of every SMS, so that a lost one is not noticed: deploy again',
        ),
      ];
}

function checkSpent(spent: number, limit: number): readonly Finding[] {
  const text = `${spent.toFixed(2)} of ${limit} USD are spent this month`;
  if (spent >= limit) return [fail(CHECK, `${text}: no SMS goes out. Have the limit raised now`)];
  return spent >= limit * NEARLY_SPENT
    ? [warn(CHECK, `${text}: have the limit raised before it is reached`)]
    : [ok(CHECK, text)];
}

const OPTED_OUT = 'opted-out';

/** Carriers keep a number that once answered STOP from ever being sent to again. `contacts` are names by number. */
export function checkOptedOut(
  looked: SmsState['optedOut'],
  contacts: ReadonlyMap<string, string>,
): readonly Finding[] {
  return findingsOf(OPTED_OUT, 'who has opted out', looked, (numbers) =>
    orOk(
      [...contacts].flatMap(([number, name]) =>
        numbers.has(number)
          ? [
              fail(
                OPTED_OUT,
                `${name} (…${number.slice(-2)}) has opted out of SMS: opt it in again in the SNS console, once in 30 days, or give another number`,
              ),
            ]
          : [],
      ),
      OPTED_OUT,
      `none of ${contacts.size} numbers has opted out`,
    ),
  );
}
