import { GetSMSAttributesCommand, SetSMSAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';

export type SmsSettings = {
  /** As which SNS writes the log of each SMS. */
  readonly loggingRoleArn: string;
  /** The account's limit stays as it is when left out. */
  readonly monthlySpendLimitUsd?: number | undefined;
};

/** Sets what SNS keeps once an account and region: every SMS goes out first, and what became of it is logged. */
export async function setSmsSettings(client: SNSClient, settings: SmsSettings): Promise<void> {
  const wanted = wantedAttributes(settings);
  const { attributes = {} } = await client.send(new GetSMSAttributesCommand({}));
  if (Object.entries(wanted).every(([name, value]) => attributes[name] === value)) return;
  await client.send(new SetSMSAttributesCommand({ attributes: wanted }));
}

function wantedAttributes({ loggingRoleArn, monthlySpendLimitUsd }: SmsSettings): Record<string, string> {
  return {
    DefaultSMSType: 'Transactional',
    DeliveryStatusIAMRole: loggingRoleArn,
    DeliveryStatusSuccessSamplingRate: '100',
    ...(monthlySpendLimitUsd !== undefined && { MonthlySpendLimit: String(monthlySpendLimitUsd) }),
  };
}
