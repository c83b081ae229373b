import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { readContactParameters } from '../../../shared/alerting/ssm-contacts.ts';

it('reads numbers and addresses decrypted, page by page, each by the rest of its name', async () => {
  const ssm = mockClient(SSMClient);
  const asked = { Path: '/calcium-alerts/dev', Recursive: true, WithDecryption: true };
  ssm
    .on(GetParametersByPathCommand, asked)
    .resolves({
      Parameters: [{ Name: '/calcium-alerts/dev/teams/lung/sms-1', Value: '+12025550100' }],
      NextToken: 'more',
    })
    .on(GetParametersByPathCommand, { ...asked, NextToken: 'more' })
    .resolves({ Parameters: [{ Name: '/calcium-alerts/dev/operations/email-1' }], NextToken: 'last' })
    .on(GetParametersByPathCommand, { ...asked, NextToken: 'last' })
    .resolves({});

  const found = await readContactParameters(new SSMClient({ region: 'eu-west-2' }), '/calcium-alerts/dev');

  expect([...found]).toEqual([
    ['teams/lung/sms-1', '+12025550100'],
    ['operations/email-1', ''],
  ]);
});
