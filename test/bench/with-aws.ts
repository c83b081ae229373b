import { type CountingAws, startCountingAws } from '../cost/counting-aws.ts';
import { withEmbeddedDynamoDb } from './tables.ts';

/** Works with stand-ins for what functions ask of AWS, DynamoDB among them with its table. */
export function withAws<T>(work: (aws: CountingAws) => Promise<T>): Promise<T> {
  return withEmbeddedDynamoDb(async (endpoint) => {
    const aws = await startCountingAws(endpoint);
    try {
      return await work(aws);
    } finally {
      await aws.close();
    }
  });
}
