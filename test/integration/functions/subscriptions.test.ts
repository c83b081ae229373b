import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateTopicCommand,
  GetSMSAttributesCommand,
  ListSubscriptionsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../../functions/subscriptions/container.ts';
import { createHandler } from '../../../functions/subscriptions/handler.ts';
import { TABLE_DEFINITION } from '../../../shared/chart/dynamodb-table.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import { startLoopback } from '../../stand-ins/loopback.ts';
import { type Moto, startMoto, withoutMoto } from '../moto.ts';

const PATH = '/calcium-alerts/dev';
const PREFIX = 'calcium-alerts_dev_';
const config = configSchema.parse({
  teams: [
    {
      id: 'lung',
      name: 'Lung',
      contacts: [
        { protocol: 'sms', to: '+12025550100' },
        { protocol: 'email', to: 'x@example.org' },
      ],
    },
  ],
  fallbackTeam: 'lung',
  operations: [{ protocol: 'email', to: 'x@example.org' }],
  sms: { monthlySpendLimitUsd: 150 },
});

/** CloudFormation, waiting for its answer. */
async function waitingDeployment() {
  const answers: string[] = [];
  const { url, close } = await startLoopback((_, response, body) => {
    answers.push(body.toString());
    response.end();
  });
  const event = {
    RequestType: 'Create',
    ResponseURL: `${url}/answer`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Deployed',
  };
  return { event, answers, close };
}

describe.skipIf(withoutMoto)(
  `subscriptions in an emulated AWS${withoutMoto ? ` (skipped: ${withoutMoto})` : ''}`,
  () => {
    let moto: Moto;
    let sns: SNSClient;
    let environment: NodeJS.ProcessEnv;

    beforeAll(async () => {
      moto = await startMoto();
      sns = new SNSClient(moto.client);
      vi.stubEnv('AWS_ENDPOINT_URL', moto.client.endpoint);
      vi.stubEnv('AWS_REGION', moto.client.region);
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'none');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
      const topics = ['team_lung', 'operations'].map((name) =>
        sns.send(new CreateTopicCommand({ Name: `${PREFIX}${name}` })),
      );
      const [lung, operations] = (await Promise.all(topics)).map(({ TopicArn = '' }) => TopicArn);
      environment = {
        ...{ TABLE_NAME: 'charts', CONTACTS_PATH: PATH, SMS_LOGS_DAYS: '30' },
        TEAM_TOPIC_ARN_PREFIX: lung?.slice(0, -'lung'.length),
        OPERATIONS_TOPIC_ARN: operations,
        SMS_LOGGING_ROLE_ARN: 'arn:aws:iam::123456789012:role/sms',
        SMS_LOGS_PREFIX: 'sns/eu-west-2/123456789012',
        SMS_LOGS_KEY_ARN: 'arn:aws:kms:eu-west-2:123456789012:key/1',
        SMS_LOGS_READER_ARN: await makeReader(moto),
      };
      await new DynamoDBClient(moto.client).send(
        new CreateTableCommand({ TableName: 'charts', ...TABLE_DEFINITION }),
      );
    });

    afterAll(async () => {
      vi.unstubAllEnvs();
      await moto.stop();
    });

    it('subscribes contacts, has SNS log SMS and answers the deployment', async () => {
      const deployment = await waitingDeployment();
      await putContact('teams/lung/sms-1', '+12025550123');
      await putContact('operations/email-1', 'a@example.org');

      await createHandler(createContainer(environment, config))(deployment.event);
      await deployment.close();

      expect(deployment.answers.map((answer) => JSON.parse(answer).Status)).toEqual(['SUCCESS']);
      const { Subscriptions: subscribed = [] } = await sns.send(new ListSubscriptionsCommand({}));
      expect(subscribed.map(({ Endpoint }) => Endpoint).sort()).toEqual(['+12025550123', 'a@example.org']);
      const { attributes } = await sns.send(new GetSMSAttributesCommand({}));
      expect(attributes).toMatchObject({ DefaultSMSType: 'Transactional', MonthlySpendLimit: '150' });
      expect(await logGroups()).toEqual(
        ['DirectPublishToPhoneNumber', `${PREFIX}operations`, `${PREFIX}team_lung`]
          .flatMap((name) => [name, `${name}/Failure`])
          .map((name) => ({
            name: `sns/eu-west-2/123456789012/${name}`,
            retentionInDays: 30,
            isEncrypted: true,
          })),
      );
    });

    it('follows a contact that was set later', async () => {
      await putContact('teams/lung/email-1', 'b@example.org');

      await createHandler(createContainer(environment, config))({
        source: 'aws.ssm',
        'detail-type': 'Parameter Store Change',
        detail: { name: `${PATH}/teams/lung/email-1`, operation: 'Create' },
      });

      const { Subscriptions: subscribed = [] } = await sns.send(new ListSubscriptionsCommand({}));
      expect(subscribed.map(({ Endpoint }) => Endpoint)).toContain('b@example.org');
    });

    function putContact(name: string, value: string) {
      const put = new PutParameterCommand({ Name: `${PATH}/${name}`, Value: value, Type: 'SecureString' });
      return new SSMClient(moto.client).send(put);
    }

    async function logGroups() {
      const client = new CloudWatchLogsClient(moto.client);
      const groups = [];
      for await (const { logGroups: found = [] } of paginateDescribeLogGroups({ client }, {})) {
        for (const { logGroupName: name, retentionInDays, kmsKeyId } of found) {
          groups.push({ name, retentionInDays, isEncrypted: kmsKeyId !== undefined });
        }
      }
      return groups;
    }
  },
);

/** moto asks for the function that a log is to be read by. */
async function makeReader({ client }: Moto): Promise<string> {
  const { Role: role } = await new IAMClient(client).send(
    new CreateRoleCommand({
      RoleName: 'reader',
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
    }),
  );
  const { FunctionArn: arn = '' } = await new LambdaClient(client).send(
    new CreateFunctionCommand({
      FunctionName: 'delivery',
      Role: role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
    }),
  );
  return arn;
}
