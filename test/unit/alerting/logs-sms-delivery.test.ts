import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
  PutSubscriptionFilterCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readSmsLogs } from '../../../shared/alerting/logs-sms-delivery.ts';

const logs = mockClient(CloudWatchLogsClient);
const client = new CloudWatchLogsClient({ region: 'eu-west-2' });
const SETTINGS = {
  prefix: 'sns/eu-west-2/1',
  keyArn: 'arn:key',
  retentionDays: 30,
  readerArn: 'arn:delivery',
  filterName: 'calcium-alerts-dev',
};
const GROUPS = [
  'sns/eu-west-2/1/DirectPublishToPhoneNumber',
  'sns/eu-west-2/1/DirectPublishToPhoneNumber/Failure',
  'sns/eu-west-2/1/team_lung',
  'sns/eu-west-2/1/team_lung/Failure',
];

describe('the logs of SMS', () => {
  beforeEach(() => {
    logs.reset();
    logs.onAnyCommand().resolves({});
  });

  it('are made before SNS makes them, encrypted, emptied in time and read', async () => {
    await readSmsLogs(client, ['team_lung'], SETTINGS);

    const inputs = (calls: readonly { readonly args: readonly [{ readonly input: object }] }[]) =>
      calls.map((call) => call.args[0].input);
    expect(inputs(logs.commandCalls(CreateLogGroupCommand))).toEqual(
      GROUPS.map((logGroupName) => ({ logGroupName, kmsKeyId: 'arn:key' })),
    );
    expect(inputs(logs.commandCalls(PutRetentionPolicyCommand))).toEqual(
      GROUPS.map((logGroupName) => ({ logGroupName, retentionInDays: 30 })),
    );
    expect(inputs(logs.commandCalls(PutSubscriptionFilterCommand))).toEqual(
      GROUPS.map((logGroupName) => ({
        ...{
          logGroupName,
          filterName: 'calcium-alerts-dev',
          filterPattern: '',
          destinationArn: 'arn:delivery',
        },
      })),
    );
  });

  it('that are there already are encrypted from now on', async () => {
    logs
      .on(CreateLogGroupCommand)
      .rejects(new ResourceAlreadyExistsException({ message: 'there', $metadata: {} }));

    await readSmsLogs(client, [], SETTINGS);

    expect(logs.commandCalls(AssociateKmsKeyCommand).map((call) => call.args[0].input.logGroupName)).toEqual(
      GROUPS.slice(0, 2),
    );
  });

  it('that cannot be made are an error', async () => {
    logs.on(CreateLogGroupCommand).rejects(new Error('denied'));

    await expect(readSmsLogs(client, [], SETTINGS)).rejects.toThrow('denied');
  });
});
