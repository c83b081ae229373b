import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
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
