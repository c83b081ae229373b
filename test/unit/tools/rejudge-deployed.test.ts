import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { askDeployed } from '../../../tools/rejudge/ask-deployed.ts';

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const ARN = 'arn:aws:lambda:eu-west-2:1:function:rejudge:live';
const portion = { tally: { charts: 1, failed: 0, differences: {} } };

const payloadOf = (value: unknown) => Buffer.from(JSON.stringify(value)) as never;

describe('a command to a deployed re-judge', () => {
  beforeEach(() => {
    cloudFormation.reset();
    lambda.reset();
    const Outputs = [
      { OutputKey: 'Hl7Url', OutputValue: 'https://…' },
      { OutputKey: 'RejudgeFunction', OutputValue: ARN },
    ];
    cloudFormation.on(DescribeStacksCommand, { StackName: 'CalciumAlerts-prod-Pipeline' }).resolves({
      Stacks: [{ Outputs, StackName: '', StackStatus: 'CREATE_COMPLETE', CreationTime: undefined }],
    });
  });

  it('invokes the version that is live, and gives back its answer', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: payloadOf(portion) });
    const ask = await askDeployed('prod', 'eu-west-2');
    expect(await ask({ dryRun: true })).toMatchObject(portion);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toEqual({ FunctionName: ARN, Payload: '{"command":{"dryRun":true}}' });
  });

  it('says so where the function failed, and where there is none', async () => {
    lambda
      .on(InvokeCommand)
      .resolves({ FunctionError: 'Unhandled', Payload: payloadOf({ errorMessage: 'x' }) });
    const ask = await askDeployed('prod', undefined);
    await expect(ask({ dryRun: true })).rejects.toThrow(/the function failed \(Unhandled\)/);
    cloudFormation.reset();
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [] });
    await expect(askDeployed('prod', undefined)).rejects.toThrow('has no re-judge; deploy it');
  });
});
