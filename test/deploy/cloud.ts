import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { REGION } from './cdk.ts';

/** The real clients of AWS, talking to the emulator. */
export type Cloud = ReturnType<typeof connect>;

export function connect(endpoint: string) {
  const there = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'none' },
  };
  return {
    stacks: new CloudFormationClient(there),
    table: new DynamoDBClient(there),
    iam: new IAMClient(there),
    lambda: new LambdaClient(there),
    s3: new S3Client(there),
    secrets: new SecretsManagerClient(there),
    sns: new SNSClient(there),
    sqs: new SQSClient(there),
    parameters: new SSMClient(there),
  };
}

/** Status of each of the app's own stacks, by name. */
export async function stackStatuses({ stacks }: Cloud): Promise<ReadonlyMap<string, string>> {
  const statuses = new Map<string, string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: stacks }, {})) {
    for (const { StackName = '', StackStatus = '' } of Stacks) {
      if (StackName.startsWith('CalciumAlerts-')) statuses.set(StackName, StackStatus);
    }
  }
  return statuses;
}

/** The bucket in whose name the part occurs. */
export async function bucketNamed({ s3 }: Cloud, part: string): Promise<string> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const found = Buckets.find(({ Name }) => Name?.includes(part));
  if (found?.Name === undefined) throw new Error(`no bucket is named after ${part}`);
  return found.Name;
}
