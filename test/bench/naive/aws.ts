import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { HandlersAt } from '../../cost/count-requests.ts';
import { handleNaively, type NaiveItem, type NaivePorts } from './pipeline.ts';

const TABLE = 'calcium-alerts';

/** The naive pipeline over DynamoDB; without SNS its pages go nowhere. */
export function naivePortsOver(table: DynamoDBDocumentClient, sns?: SNSClient): NaivePorts {
  return {
    put: async (item) => {
      await table.send(new PutCommand({ TableName: TABLE, Item: item }));
    },
    history: async (pk) => {
      const query = {
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      };
      const items: NaiveItem[] = [];
      for await (const { Items = [] } of paginateQuery({ client: table }, query)) {
        items.push(...(Items as NaiveItem[]));
      }
      return items;
    },
    publish: async (text) => {
      await sns?.send(
        new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:team', Message: text }),
      );
    },
  };
}

/** The naive pipeline behind API Gateway: one function does it all before it answers. */
export const naiveHandlers: HandlersAt = async () => {
  const ports = naivePortsOver(DynamoDBDocumentClient.from(new DynamoDBClient()), new SNSClient());
  return {
    receive: async ({ body }) => {
      const text = Buffer.from(body ?? '', 'base64').toString();
      const answer = await handleNaively(text, ports);
      process.stdout.write(
        `${JSON.stringify({ level: 'INFO', message: 'processed', bytes: text.length })}\n`,
      );
      return { statusCode: 200, body: answer };
    },
    assess: async () => ({ batchItemFailures: [] }),
  };
};
