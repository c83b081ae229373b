import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Ask } from './ask-local.ts';
import { portionSchema } from './portion.ts';

/** Of the deployed function: nothing of the table comes to this machine. */
export async function askDeployed(deployment: string, region: string | undefined): Promise<Ask> {
  const settings = region === undefined ? {} : { region };
  const functionArn = await functionOf(new CloudFormationClient(settings), deployment);
  const lambda = new LambdaClient(settings);
  return async (command) => {
    const Payload = JSON.stringify({ command });
    const { FunctionError: fault, Payload: answer } = await lambda.send(
      new InvokeCommand({ FunctionName: functionArn, Payload }),
    );
    if (fault) throw new Error(`the function failed (${fault}): look at the log of rejudge`);
    return portionSchema.parse(JSON.parse(Buffer.from(answer ?? []).toString()));
  };
}

async function functionOf(client: CloudFormationClient, deployment: string): Promise<string> {
  const StackName = `CalciumAlerts-${deployment}-Pipeline`;
  const { Stacks: stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = stacks.flatMap(({ Outputs }) => Outputs ?? []);
  const arn = outputs.find(({ OutputKey }) => OutputKey === 'RejudgeFunction')?.OutputValue;
  if (arn === undefined)
    throw new Error(`--deployment ${deployment}: ${StackName} has no re-judge; deploy it`);
  return arn;
}
