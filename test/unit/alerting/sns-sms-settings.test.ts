import { GetSMSAttributesCommand, SetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { setSmsSettings } from '../../../shared/alerting/sns-sms-settings.ts';

const sns = mockClient(SNSClient);
const client = new SNSClient({ region: 'eu-west-2' });
const WANTED = {
  DefaultSMSType: 'Transactional',
  DeliveryStatusIAMRole: 'arn:role',
  DeliveryStatusSuccessSamplingRate: '100',
};
const sets = () => sns.commandCalls(SetSMSAttributesCommand).map((call) => call.args[0].input.attributes);

describe('the settings of SMS', () => {
  beforeEach(() => {
    sns.reset();
    sns.on(GetSMSAttributesCommand).resolves({ attributes: { MonthlySpendLimit: '1' } });
    sns.on(SetSMSAttributesCommand).resolves({});
  });

  it('are set, and the spend limit only where one is configured', async () => {
    await setSmsSettings(client, { loggingRoleArn: 'arn:role' });
    await setSmsSettings(client, { loggingRoleArn: 'arn:role', monthlySpendLimitUsd: 200 });

    expect(sets()).toEqual([WANTED, { ...WANTED, MonthlySpendLimit: '200' }]);
  });

  it('are set where only some of them are so already', async () => {
    sns.on(GetSMSAttributesCommand).resolves({ attributes: { DefaultSMSType: 'Transactional' } });

    await setSmsSettings(client, { loggingRoleArn: 'arn:role' });

    expect(sets()).toEqual([WANTED]);
  });

  it('are left alone where they are so already', async () => {
    sns.on(GetSMSAttributesCommand).resolves({ attributes: { ...WANTED, MonthlySpendLimit: '50' } });

    await setSmsSettings(client, { loggingRoleArn: 'arn:role' });

    expect(sets()).toEqual([]);
  });
});
