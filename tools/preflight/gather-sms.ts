import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { DAY_MS, type EpochMs } from '../../shared/clinical/instant.ts';
import { look } from './finding.ts';
import type { SmsState } from './gathered.ts';

/** What the account may send, and who will not be sent to. */
export async function gatherSms(
  { sns, cloudWatch }: { readonly sns: SNSClient; readonly cloudWatch: CloudWatchClient },
  numbers: readonly string[],
  now: EpochMs,
): Promise<SmsState> {
  return {
    inSandbox: await look(async () => {
      const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
      return IsInSandbox ?? true;
    }),
    settings: await look(async () => {
      const { attributes = {} } = await sns.send(new GetSMSAttributesCommand({}));
      return attributes;
    }),
    spentThisMonthUsd: await look(() => spentThisMonth(cloudWatch, now)),
    optedOut: await look(() => optedOutOf(sns, numbers)),
  };
}

/** The metric counts up from the first of the month; it says nothing before the first SMS. */
async function spentThisMonth(client: CloudWatchClient, now: EpochMs): Promise<number> {
  const today = new Date(now);
  const firstOfMonth = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1);
  const { Datapoints: points = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      StartTime: new Date(Math.max(firstOfMonth, now - DAY_MS)),
      EndTime: today,
      Period: 3_600,
      Statistics: ['Maximum'],
    }),
  );
  return Math.max(0, ...points.map(({ Maximum = 0 }) => Maximum));
}

async function optedOutOf(client: SNSClient, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const optedOut = new Set<string>();
  for (const phoneNumber of new Set(numbers)) {
    const { isOptedOut } = await client.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber }));
    if (isOptedOut) optedOut.add(phoneNumber);
  }
  return optedOut;
}
